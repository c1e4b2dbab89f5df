An object keeps the file and the line that it was written at, whatever was applied with it or since.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ svc() { printf '# a Service\napiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {type: NodePort, selector: {a: b}, ports: [{port: 80, nodePort: %s}]}\n' $1 $2; }
  $ svc one 30001 >1.yaml; svc two 30002 >2.yaml
  $ for i in $(seq 9); do echo "# $i"; done >0.yaml; cat 0.yaml 1.yaml >a.yaml
  $ sluice apply -f a.yaml -f 2.yaml 2>&1 | grep -v note:
  service/one created
  service/two created
  $ svc three 30002 >3.yaml; svc four 30001 >4.yaml
  $ sluice apply -f 0.yaml -f 3.yaml -f 4.yaml 2>&1 | grep -v note:
  3.yaml:5:71: error: spec.ports[0].nodePort: the provided port is already allocated: service/two (2.yaml:2) has it
  4.yaml:5:71: error: spec.ports[0].nodePort: the provided port is already allocated: service/one (a.yaml:11) has it
  error: refused, nothing is changed: 2 errors
  [3]
  $ for i in $(seq 100); do sluice get events | grep -q '3.yaml:' && break; sleep 0.05; done
  $ sluice get events | grep -o '3.yaml:.*'
  3.yaml:5:71: error: spec.ports[0].nodePort: the provided port is already allocated: service/two (2.yaml:2) has it
  $ svc one 30003 >5.yaml
  $ sluice create -f 3.yaml -f 4.yaml -f 5.yaml 2>&1 | grep -v note: | head -1
  Error from server (AlreadyExists): services "one" already exists
  [1]

Twice in one request:

  $ svc six 30006 >6.yaml; svc six 30007 >7.yaml
  $ sluice apply -f a.yaml -f 6.yaml -f 7.yaml 2>&1 | grep -v note:
  7.yaml:4:18: error: metadata.name: "six" is defined twice: service/six (6.yaml:2)
  error: refused, nothing is changed: "six" is defined twice: service/six (6.yaml:2)
  [3]
  $ sluice validate 6.yaml 7.yaml 2>&1 | grep twice: | head -1
  7.yaml:4:18: error: metadata.name: "six" is defined twice: service/six (6.yaml:2)
  [3]

What was restored has no place:

  $ board_restart
  $ sluice apply -f 4.yaml
  4.yaml:5:71: error: spec.ports[0].nodePort: the provided port is already allocated: service/one has it
  error: refused, nothing is changed: the provided port is already allocated: service/one has it
  [3]
