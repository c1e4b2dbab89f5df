`get events`: what was accepted, refused and allocated, in kubectl's layout.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ aged() { sed -E 's/(^| )[0-9]{1,2}s( |$)/\10s\2/g; s/  +/  /g'; }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {type: NodePort, clusterIP: 10.96.0.7, ports: [{name: http, port: 80, nodePort: 30123}, {name: https, port: 443, nodePort: 30124}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, namespace: other, labels: {app: kubia}}
  > status: {podIP: 10.180.0.2}
  > Y
  service/kubia created
  pod/kubia-1 created
  $ sluice get events | aged
  LAST SEEN  TYPE  REASON  OBJECT  MESSAGE
  0s  Normal  Created  service/kubia  service/kubia created
  0s  Normal  AllocatedClusterIP  service/kubia  10.96.0.7
  0s  Normal  AllocatedNodePort  service/kubia  30123, 30124
  $ sluice get ev -A | aged
  NAMESPACE  LAST SEEN  TYPE  REASON  OBJECT  MESSAGE
  default  0s  Normal  Created  service/kubia  service/kubia created
  other  0s  Normal  Created  pod/kubia-1  pod/kubia-1 created
  default  0s  Normal  AllocatedClusterIP  service/kubia  10.96.0.7
  default  0s  Normal  AllocatedNodePort  service/kubia  30123, 30124

The same again is counted; what was given back is told too:

  $ for n in 1 2 3; do
  >   apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, labels: {n: "$n"}}
  > spec: {type: NodePort, clusterIP: 10.96.0.7, ports: [{name: http, port: 80, nodePort: 30123}, {name: https, port: 443, nodePort: 30124}]}
  > Y
  > done
  $ sluice get events -o wide | aged | sed -E 's/kubia\.[0-9a-f]+$/kubia.(id)/'
  LAST SEEN  TYPE  REASON  OBJECT  SUBOBJECT  SOURCE  MESSAGE  FIRST SEEN  COUNT  NAME
  0s  Normal  Created  service/kubia  sluice  service/kubia created  0s  1  kubia.(id)
  0s  Normal  AllocatedClusterIP  service/kubia  sluice  10.96.0.7  0s  1  kubia.(id)
  0s  Normal  AllocatedNodePort  service/kubia  sluice  30123, 30124  0s  1  kubia.(id)
  0s  Normal  Configured  service/kubia  sluice  service/kubia configured  0s  3  kubia.(id)
  $ sluice delete svc kubia
  service "kubia" deleted
  $ sluice get events --field-selector reason=ReleasedNodePort,involvedObject.name=kubia | aged
  LAST SEEN  TYPE  REASON  OBJECT  MESSAGE
  0s  Normal  ReleasedNodePort  service/kubia  30123, 30124

A change that is refused, by the socket and by a file:

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: wrong}
  > spec: {type: Nodeport, ports: [{port: 80}]}
  > Y
  standard input:4:14: error: spec.type: "Nodeport" is not allowed: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName; did you mean "NodePort"?
  error: refused, nothing is changed: 1 error
  [3]
  $ printf 'apiVersion: v1\nkind: Service\nmetadata: {name: file}\nspec: {ports: [{port: 0}]}\n' >$manifests/a.yaml
  $ for i in $(seq 100); do sluice get events --field-selector reason=FailedLoad -o name | grep -q . && break; sleep 0.05; done
  $ sluice get events --field-selector type=Warning --no-headers | aged | sed "s,$manifests,manifests,"
  0s  Warning  FailedApply  service/wrong  standard input:4:14: error: spec.type: "Nodeport" is not allowed: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName; did you mean "NodePort"?
  0s  Warning  FailedLoad  service/file  manifests/a.yaml:4:23: error: spec.ports[0].port: 0 is out of range: expected an integer in 1-65535
  $ sluice get events --field-selector type=Warning -o jsonpath='{.items[0].involvedObject}{"\n"}{.items[0].count}{"\n"}'
  {"apiVersion":"v1","kind":"Service","name":"wrong","namespace":"default"}
  1

They are v1 Events, and outlive a restart:

  $ sluice get events -n other -o yaml | sed -E 's/[0-9]{4}-[0-9-]+T[0-9:]+Z/(time)/; s/(name: kubia-1)\..*/\1.(id)/; s/uid: .*/uid: (uid)/; s/resourceVersion: "[0-9]+"/resourceVersion: (n)/'
  apiVersion: v1
  items:
  - apiVersion: v1
    count: 1
    eventTime: null
    firstTimestamp: "(time)"
    involvedObject:
      apiVersion: v1
      kind: Pod
      name: kubia-1
      namespace: other
      uid: (uid)
    kind: Event
    lastTimestamp: "(time)"
    message: pod/kubia-1 created
    metadata:
      creationTimestamp: "(time)"
      name: kubia-1.(id)
      namespace: other
      resourceVersion: (n)
      uid: (uid)
    reason: Created
    reportingComponent: sluice
    reportingInstance: ""
    source:
      component: sluice
    type: Normal
  kind: List
  metadata:
    resourceVersion: ""
  $ before=$(sluice get events -o jsonpath='{.items[*].metadata.name}')
  $ rm $manifests/a.yaml
  $ board_restart
  $ [ "$before" = "$(sluice get events -o jsonpath='{.items[*].metadata.name}' | cut -c 1-${#before})" ]

`describe` shows an object's own:

  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: seen}
  > spec: {clusterIP: 10.96.0.8, ports: [{port: 80}]}
  > Y
  $ sluice describe svc seen | sed -n '/^Events/,$p' | aged
  Events:
    Type  Reason  Age  From  Message
    ----  ------  ----  ----  -------
    Normal  Created  0s  sluice  service/seen created
    Normal  AllocatedClusterIP  0s  sluice  10.96.0.8

-w follows them:

  $ "$BUILD/app/cli/sluice" get events -w --watch-only --no-headers >followed & follower=$!
  $ for i in $(seq 100); do
  >   apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: seen, labels: {n: "$i"}}
  > spec: {clusterIP: 10.96.0.8, ports: [{port: 80}]}
  > Y
  >   ! grep -q Configured followed || break
  >   sleep 0.05
  > done
  $ kill $follower; wait $follower 2>/dev/null
  [143]
  $ grep Configured followed | head -1 | aged
  0s  Normal  Configured  service/seen  service/seen configured

What is wrong with what is applied is the event of its object; the board's is what no object said. A slip
of who labels, patches, edits or deletes by name is told to him alone:

  $ sluice label svc seen tier=web >/dev/null
  $ sluice label svc seen tier=db
  error: 'tier' already has a value (web), and --overwrite is false
  [3]
  $ sluice label svc seen 'a b=c' >/dev/null 2>&1
  [3]
  $ sluice annotate svc seen '/=c' >/dev/null 2>&1
  [3]
  $ sluice patch svc seen -p '{"spec": {"type": "Nodeport"}}' >/dev/null 2>&1
  [3]
  $ EDITOR='sed -i s/type:.ClusterIP/type:\ Nodeport/' sluice edit svc seen >/dev/null 2>&1
  [3]
  $ sluice delete svc kubernetes >/dev/null 2>&1
  [1]
  $ echo '{' | apply
  standard input:1:1: error: the '{' that opens here is not closed: ',' or '}' is expected at 2:1
  error: refused, nothing is changed: 1 error
  [3]
  $ for i in $(seq 100); do sluice get events --field-selector involvedObject.kind=Board -o name | grep -q . && break; sleep 0.05; done
  $ sluice get events --field-selector involvedObject.kind=Board --no-headers | aged
  0s  Warning  FailedApply  board/edge-1  standard input:1:1: error: the '{' that opens here is not closed: ',' or '}' is expected at 2:1
  $ sluice get events --field-selector involvedObject.name=seen,type=Warning
  No resources found in default namespace.
  $ sluice get events --field-selector involvedObject.name=kubernetes,type=Warning
  No resources found in default namespace.
  $ sluice get svc seen -o json | sed 's/"ClusterIP"/"Nodeport"/' | apply >/dev/null 2>&1
  [3]
  $ for i in $(seq 100); do sluice get events --field-selector involvedObject.name=seen,type=Warning -o name | grep -q . && break; sleep 0.05; done
  $ sluice describe svc seen | grep Warning | aged | sed 's/input:[0-9:]*/input:/'
    Warning  FailedApply  0s  sluice  standard input: error: spec.type: "Nodeport" is not allowed: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName; did you mean "NodePort"?

What cannot be selected by is refused:

  $ sluice get events --field-selector message=x
  Error from server (BadRequest): Unable to find "/v1, Resource=events" that match label selector "", field selector "message=x": field label not supported: message
  [2]
