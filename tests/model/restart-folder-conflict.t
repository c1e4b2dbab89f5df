Two files of a folder that do not go together: over a restart the one that was in force stays, whatever their names;
and one that is refused takes none with it that could do without it.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ pod() { printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nspec: {containers: [{name: c, image: i}]}\n---\n' $1; }
  $ service() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {type: NodePort, ports: [{port: 80, nodePort: %s}]}\n---\n' $1 $2; }
  $ until_log() { for i in $(seq 100); do grep -q "$1" board.log && return; sleep 0.05; done; echo "never: $1"; }
  $ refused() { grep -o 'manifests/[a-z.]*:[0-9].*error: .*' board.log | sed 's, (/.*/manifests, (,'; : >board.log; }
  $ { pod kubia; service b 30001; service bb 30002; } >new; mv new $manifests/b.yaml
  $ until_log files=1
  $ { pod kubia; service a 30003; } >new; mv new $manifests/a.yaml
  $ until_log left_out=1
  $ refused
  manifests/a.yaml:3:18: error: metadata.name: "kubia" is defined in another file already: pod/kubia (/b.yaml:1)
  $ sluice get svc -o name
  service/b
  service/bb
  $ board_restart
  $ refused
  manifests/a.yaml:3:18: error: metadata.name: "kubia" is defined twice: pod/kubia (/b.yaml:1)
  $ sluice get svc,po -o name
  service/b
  service/bb
  pod/kubia

The same with an allocation, which only all of them together show:

  $ { service aa 30002; service a 30003; } >new; mv new $manifests/a.yaml
  $ until_log left_out=1
  $ refused
  manifests/a.yaml:4:53: error: spec.ports[0].nodePort: the provided port is already allocated: service/bb (/b.yaml:11) has it
  $ board_restart
  $ refused
  manifests/a.yaml:4:53: error: spec.ports[0].nodePort: the provided port is already allocated: service/bb (/b.yaml:11) has it
  $ sluice get svc,po -o name
  service/b
  service/bb
  pod/kubia

Files that were never in force:

  $ board_stop
  $ rm $manifests/?.yaml
  $ { pod kubia; echo 'kind: Service'; } >$manifests/c.yaml
  $ { pod kubia; service d 30004; } >$manifests/d.yaml
  $ : >board.log; board_restart
  $ refused
  manifests/c.yaml:6:1: error: apiVersion: missing: kind Service has apiVersion: v1
  manifests/c.yaml:6:1: error: metadata: missing: expected a map. Name, labels and such.
  manifests/c.yaml:6:1: error: spec: missing: expected a map. What the Service is to be: its ports, whom it selects, how it is reached.
  $ sluice get svc,po -o name
  service/d
  pod/kubia
