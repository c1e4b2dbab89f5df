A watched folder owns what its files say: what a file drops goes, what others set stays, over changes
of the file and over a restart; what leaves the folder leaves the board.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ until_shown() { for i in $(seq 100); do [[ $(sluice get svc kubia --show-labels --no-headers 2>&1) == *"$1"* ]] && return; sleep 0.05; done; echo "never: $1"; }
  $ write() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: kubia, labels: {%s}}\nspec: {ports: [{port: 80}]}\n' "$1" >new && mv new $manifests/kubia.yaml; }
  $ write 'a: "1", b: "2"'
  $ until_shown a=1,b=2
  $ sluice label svc kubia mine=yes
  service/kubia labeled
  $ write 'a: "3"'
  $ until_shown a=3
  $ sluice get svc kubia --show-labels --no-headers | awk '{print $NF}'
  a=3,mine=yes
  $ board_restart
  $ sluice get svc kubia --show-labels --no-headers | awk '{print $NF}'
  a=3,mine=yes
  $ write 'a: "4"'
  $ until_shown a=4
  $ sluice get svc kubia --show-labels --no-headers | awk '{print $NF}'
  a=4,mine=yes

What is deleted by name is gone now, with a warning that its file brings it back:

  $ sluice delete svc kubia
  warning: service/kubia is in */manifests/kubia.yaml and returns with it: remove it there too (glob)
  service "kubia" deleted
  $ sluice get svc kubia
  Error from server (NotFound): services "kubia" not found
  [1]
  $ touch $manifests/kubia.yaml
  $ until_shown a=4

  $ rm $manifests/kubia.yaml
  $ until_shown NotFound
  $ board_restart
  $ sluice get svc kubia
  Error from server (NotFound): services "kubia" not found
  [1]
