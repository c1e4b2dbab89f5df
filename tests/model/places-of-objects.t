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
  $ told() { for _ in $(seq 100); do sluice get events | grep -q "$1" && break; sleep 0.05; done; sluice get events --no-headers | grep "$1" | sed 's/^[^ ]* *//; s/  */ /g'; }
  $ told 3.yaml:
  Warning FailedApply service/three 3.yaml:5:71: error: spec.ports[0].nodePort: the provided port is already allocated: service/two (2.yaml:2) has it
  $ svc one 30003 >5.yaml
  $ sluice create -f 0.yaml -f 5.yaml 2>&1 | grep -v note: | head -1
  Error from server (AlreadyExists): services "one" already exists
  [1]

What is wrong in itself, or no YAML at all; lines that reasons speak of are the file's own too:

  $ printf 'apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {typ: NodePort, ports: [{port: 80}]}\n' >bad.yaml
  $ printf '\n\nkind: Service\nkind: Pod\n' >twice.yaml
  $ sluice apply -f a.yaml -f bad.yaml -f twice.yaml
  bad.yaml:4:8: error: spec.typ: unknown field "typ": did you mean "type"?
  twice.yaml:3:1: error: apiVersion: missing: kind Service has apiVersion: v1
  twice.yaml:4:1: error: kind: key "kind" is here twice: first at line 3
  error: refused, nothing is changed: 3 errors
  [3]
  $ told twice.yaml:
  Warning FailedApply board/edge-1 twice.yaml:3:1: error: apiVersion: missing: kind Service has apiVersion: v1
  Warning FailedApply board/edge-1 twice.yaml:4:1: error: kind: key "kind" is here twice: first at line 3
  $ told bad.yaml:
  Warning FailedApply service/bad bad.yaml:4:8: error: spec.typ: unknown field "typ": did you mean "type"?
  $ for verb in apply create replace delete diff; do sluice $verb -f a.yaml -f twice.yaml 2>&1 | grep -c '^twice.yaml:4:1: .* at line 3$'; done
  1
  1
  1
  1
  1
  [3]
  $ sluice validate a.yaml twice.yaml 2>&1 | grep '^twice'
  twice.yaml:3:1: error: apiVersion: missing: kind Service has apiVersion: v1
  twice.yaml:4:1: error: kind: key "kind" is here twice: first at line 3
  [3]

Twice in one request:

  $ svc six 30006 >6.yaml; svc six 30007 >7.yaml
  $ sluice apply -f a.yaml -f 6.yaml -f 7.yaml 2>&1 | grep -v note:
  7.yaml:4:18: error: metadata.name: "six" is defined twice: service/six (6.yaml:2)
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice validate 6.yaml 7.yaml 2>&1 | grep twice: | head -1
  7.yaml:4:18: error: metadata.name: "six" is defined twice: service/six (6.yaml:2)
  [3]

What was restored has no place:

  $ board_restart
  $ sluice apply -f 4.yaml
  4.yaml:5:71: error: spec.ports[0].nodePort: the provided port is already allocated: service/one has it
  error: refused, nothing is changed: 1 error
  [3]
