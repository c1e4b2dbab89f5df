A watched folder owns what its files say: what a file drops goes, what others set stays, over changes
of the file and over a restart; what leaves the folder leaves the board.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ until_shown() { for i in $(seq 100); do [[ $(sluice get svc kubia --show-labels --no-headers 2>&1) == *"$1"* ]] && return; sleep 0.05; done; echo "never: $1"; }
  $ write() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: kubia, labels: {%s}}\nspec: {ports: [{port: 80, targetPort: 8080}]}\n' "$1" >new && mv new $manifests/kubia.yaml; }
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

What the file says may be changed by others: that holds, also over a restart, with a warning which file
has the last word, whatever verb it was; it has it when it is written again, even if it says the same.
What the file does not say, and what is other already, gets no warning:

  $ warned() { "$@" 2>&1 | sed "s,$PWD/,,"; }
  $ warned sluice label svc kubia a=9 --overwrite
  warning: metadata.labels.a: manifests/kubia.yaml says "4", and will again when it is written: change it there too
  service/kubia labeled
  $ warned sluice label svc kubia a-
  warning: metadata.labels.a: manifests/kubia.yaml says "4", and will again when it is written: change it there too
  service/kubia unlabeled
  $ warned sluice label svc kubia mine=too --overwrite
  service/kubia labeled
  $ warned sluice patch svc kubia -p '{"spec":{"ports":[{"port":80,"targetPort":9090}],"sessionAffinity":"ClientIP"}}'
  warning: spec.ports[0].targetPort: manifests/kubia.yaml says 8080, and will again when it is written: change it there too
  service/kubia patched
  $ EDITOR='sed -i s/9090/7070/' warned sluice edit svc kubia
  warning: spec.ports[0].targetPort: manifests/kubia.yaml says 8080, and will again when it is written: change it there too
  service/kubia edited
  $ sluice get svc kubia -o yaml | sed 's/7070/6060/' | warned sluice replace -f -
  warning: spec.ports[0].targetPort: manifests/kubia.yaml says 8080, and will again when it is written: change it there too
  service/kubia replaced
  $ ports() { sluice get svc kubia -o jsonpath='{.metadata.labels} {.spec.sessionAffinity} {.spec.ports[*].targetPort}{"\n"}'; }
  $ ports
  {"mine":"too"} ClientIP 6060
  $ board_restart
  $ ports
  {"mine":"too"} ClientIP 6060
  $ write 'a: "4"'
  $ until_shown a=4
  $ ports
  {"a":"4","mine":"too"} ClientIP 8080
  $ sluice patch svc kubia -p '{"spec":{"ports":[{"port":80,"targetPort":5050}]}}' >/dev/null 2>&1
  $ sluice label svc kubia a- >/dev/null 2>&1
  $ touch $manifests/kubia.yaml
  $ until_shown a=4
  $ board_restart
  $ ports
  {"a":"4","mine":"too"} ClientIP 8080

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
