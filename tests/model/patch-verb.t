Patches in kubectl's three forms.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, labels: {app: kubia}}
  > spec: {clusterIP: 10.96.0.21, selector: {app: kubia}, ports: [{name: http, port: 80, targetPort: 8080}]}
  > Y
  standard input:4:41: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia created

Strategic, the default: lists are merged by their keys. YAML will do.

  $ sluice patch svc kubia -p '{"spec":{"ports":[{"name":"https","port":443}]}}'
  --patch:1:1: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia patched
  $ sluice patch svc/kubia -p 'spec: {ports: [{port: 443, $patch: delete}]}'
  --patch:1:1: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia patched
  $ sluice patch svc kubia -p '{"metadata":{"labels":{"app":"kubia"}}}'
  service/kubia patched (no change)
  $ sluice get svc kubia -o jsonpath='{.spec.ports[*].name}'
  http (no-eol)

Merge (RFC 7386): a list is one value, null removes.

  $ sluice patch svc kubia --type merge -p '{"metadata":{"labels":null},"spec":{"ports":[{"port":81}]}}'
  --patch:1:1: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia patched
  $ sluice get svc kubia -o jsonpath='{.metadata.labels}{.spec.ports}'
  [{"port":81,"protocol":"TCP","targetPort":81}] (no-eol)

JSON (RFC 6902), from a file. Places of mistakes are those of the file.

  $ cat >p.yaml <<'Y'
  > - op: test
  >   path: /spec/clusterIP
  >   value: 10.96.0.21
  > - op: replace
  >   path: /spec/ports/0/targetPort
  >   value: 8081
  > Y
  $ sluice patch svc kubia --type=json --patch-file p.yaml
  p.yaml: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia patched
  $ sluice patch svc kubia --type=json --patch-file p.yaml --dry-run=server -o name
  service/kubia
  $ sed -i s/0.21/0.22/ p.yaml
  $ sluice patch svc kubia --type=json --patch-file p.yaml
  p.yaml:2:9: error: test failed: "/spec/clusterIP" is "10.96.0.21", not "10.96.0.22"
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice patch svc kubia --type=json -p '[{"op":"remove","path":"/spec/ports/7"}]'
  --patch:1:24: error: "/spec/ports/7": the list has 1 item
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice patch svc kubia -p '{"spec":{"tpye":"NodePort"}}'
  --patch:1:10: error: spec.tpye: unknown field "tpye": did you mean "type"?
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice patch svc kubia -p '{"spec":{"type":"NodPort"}}'
  --patch:1:17: error: spec.type: "NodPort" is not allowed: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName; did you mean "NodePort"?
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice patch svc kubia -p '{"metadata":{"resourceVersion":"1"}}'
  Error from server (Conflict): Operation cannot be fulfilled on services "kubia": the object has been modified; please apply your changes to the latest version and try again
  [1]
  $ sluice patch svc nobody -p '{}'
  Error from server (NotFound): services "nobody" not found
  [1]
  $ sluice patch svc kubia
  error: must specify --patch or --patch-file containing the contents of the patch
  [2]
  $ sluice patch svc kubia -p '{}' --type=apply
  error: --type must be one of [json merge strategic], not "apply"
  [2]
  $ sluice patch svc -p '{}'
  error: resource(s) were provided, but no name was specified
  [2]

What the type needs comes and goes with it:

  $ sluice patch svc kubia -p '{"spec":{"type":"NodePort"}}' -o jsonpath='{.spec.ports[0].nodePort}' | grep -cE '^3[0-9]{4}$'
  --patch:1:1: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  1
  $ sluice patch svc kubia -p '{"spec":{"type":"ClusterIP"}}' -o jsonpath='{.spec.type}{.spec.ports[0].nodePort}'
  --patch:1:1: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  ClusterIP (no-eol)
