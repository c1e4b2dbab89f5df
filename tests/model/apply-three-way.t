Apply is three-way, as kubectl's: what the manifest's owner dropped is removed, what others set stays.
Standard output is kubectl's to the letter; which fields changed is said on standard error.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >svc.yaml <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata:
  >   name: kubia
  >   labels: {app: kubia, tier: web}
  > spec:
  >   type: NodePort
  >   selector: {app: kubia}
  >   ports:
  >   - {name: http, port: 80, targetPort: 8080}
  > Y
  $ sluice apply -f svc.yaml
  svc.yaml:8:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia created
  $ sluice apply -f svc.yaml
  service/kubia unchanged

Others set a label, and a node port of their choice:

  $ sluice label svc kubia team=a
  note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia labeled
  $ sluice patch svc kubia -p '{"spec":{"ports":[{"port":80,"nodePort":30123}]}}'
  --patch:1:1: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia patched

The owner drops a label, and changes a port:

  $ sed -i -e 's/, tier: web//' -e 's/8080/9090/' svc.yaml
  $ sluice apply -f svc.yaml
  service/kubia: metadata.labels.tier: web -> <unset>
  service/kubia: spec.ports[0].targetPort: 8080 -> 9090
  svc.yaml:8:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia configured
  $ sluice get svc kubia --show-labels --no-headers | awk '{print $2, $5, $NF}'
  NodePort 80:30123/TCP app=kubia,team=a
  $ sluice apply -f svc.yaml 2>/dev/null
  service/kubia unchanged

What was applied last is kept as kubectl keeps it:

  $ sluice get svc kubia -o jsonpath='{.metadata.annotations.kubectl\.kubernetes\.io/last-applied-configuration}'
  {"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"labels":{"app":"kubia"},"name":"kubia","namespace":"default"},"spec":{"ports":[{"name":"http","port":80,"targetPort":9090}],"selector":{"app":"kubia"},"type":"NodePort"}}

A round trip changes nothing, not even the version:

  $ sluice get svc kubia -o yaml >before.yaml
  $ sluice apply -f - <before.yaml
  service/kubia unchanged
  $ sluice replace -f before.yaml
  service/kubia replaced
  $ sluice get svc kubia -o yaml | diff before.yaml -

What comes back over a change of somebody else is refused; a manifest of one's own is not, it says only
what it says:

  $ sluice annotate svc kubia note=x >/dev/null
  note: spec.selector: no pod matches: default/kubia refuses connections until one does
  $ sed -i 's/9090/9091/' before.yaml
  $ sluice apply -f before.yaml
  Error from server (Conflict): Operation cannot be fulfilled on services "kubia": the object has been modified; please apply your changes to the latest version and try again
  [1]
  $ sluice apply -f svc.yaml
  service/kubia unchanged

To drop the type is to say nothing of it: the default holds again, and the node port is given back.

  $ sed -i '/type:/d' svc.yaml
  $ sluice apply -f svc.yaml
  service/kubia: spec.type: NodePort -> ClusterIP
  service/kubia: spec.ports[0].nodePort: 30123 -> <unset>
  service/kubia: spec.externalTrafficPolicy: Cluster -> <unset>
  svc.yaml:7:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia configured
  $ sluice get svc kubia --no-headers | awk '{print $2, $5}'
  ClusterIP 80/TCP

All or nothing, and a mistake in what is merged has its place:

  $ cat svc.yaml - >both.yaml <<'Y'
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {prots: [{port: 80}]}
  > Y
  $ sed -i 's/9090/7070/' both.yaml
  $ sluice apply -f both.yaml
  both.yaml:14:8: error: spec.prots: unknown field "prots": did you mean "ports"?
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice get svc kubia -o jsonpath='{.spec.ports[0].targetPort}'
  9090 (no-eol)
  $ (cat svc.yaml; echo ---; cat svc.yaml) >twice.yaml
  $ sluice apply -f twice.yaml
  twice.yaml:14:9: error: metadata.name: "kubia" is defined twice: service/kubia (svc.yaml:1)
  error: refused, nothing is changed: 1 error
  [3]

What an apply would do, and the same without a word of it to the board:

  $ sed -i 's/9090/7070/' svc.yaml
  $ sluice apply -f svc.yaml --dry-run=server
  service/kubia: spec.ports[0].targetPort: 9090 -> 7070
  svc.yaml:7:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia configured (server dry run)
  $ sluice apply -f svc.yaml --dry-run=client -o jsonpath='{.spec.ports[0].targetPort}'
  svc.yaml:7:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  7070 (no-eol)
  $ sluice diff -f svc.yaml | grep -v '^@@'
  svc.yaml:7:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  --- live/v1.Service.default.kubia
  +++ applied/v1.Service.default.kubia
     - name: http
       port: 80
       protocol: TCP
  -    targetPort: 9090
  +    targetPort: 7070
     selector:
       app: kubia
     sessionAffinity: None
  [1]
  $ sluice validate svc.yaml
  svc.yaml:7:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  1 file checked, 0 errors
  $ sluice apply -f svc.yaml -o name
  svc.yaml:7:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia
  $ sluice diff -f svc.yaml

It holds after a restart:

  $ board_restart
  $ sluice apply -f svc.yaml
  service/kubia unchanged
  $ sluice get svc kubia --show-labels --no-headers | awk '{print $NF}'
  app=kubia,team=a
