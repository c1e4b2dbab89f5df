Replace takes the place of what is there, and refuses to do so over what somebody else changed.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >svc.yaml <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, labels: {a: "1"}}
  > spec: {type: NodePort, ports: [{port: 80}]}
  > Y
  $ sluice replace -f svc.yaml
  Error from server (NotFound): services "kubia" not found
  [1]
  $ sluice create -f svc.yaml
  service/kubia created
  $ sluice create -f svc.yaml
  Error from server (AlreadyExists): services "kubia" already exists
  [1]
  $ sluice get svc kubia -o yaml >mine.yaml
  $ port=$(sluice get svc kubia -o jsonpath='{.spec.ports[0].nodePort}')
  $ sluice label svc kubia b=2
  service/kubia labeled
  $ sed -i 's/a: "1"/a: "3"/' mine.yaml
  $ sluice replace -f mine.yaml
  Error from server (Conflict): Operation cannot be fulfilled on services "kubia": the object has been modified; please apply your changes to the latest version and try again
  [1]
  $ sed -i '/resourceVersion/d' mine.yaml
  $ sluice replace -f mine.yaml --dry-run=server
  service/kubia replaced (server dry run)
  $ sluice replace -f mine.yaml
  service/kubia replaced
  $ sluice get svc kubia --show-labels --no-headers | awk '{print $NF}'
  a=3

What the board gave is kept where the manifest says nothing of it:

  $ sluice replace -f svc.yaml -o jsonpath='{.spec.ports[0].nodePort}' | grep -cx $port
  1

By force an object is deleted and made anew, so that what may not change can be another; all or none:

  $ cat >forced.yaml <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: forced, labels: {n: one}}
  > spec: {clusterIP: 10.96.0.41, ports: [{port: 80, nodePort: 30041}], type: NodePort}
  > Y
  $ sluice replace -f forced.yaml
  Error from server (NotFound): services "forced" not found
  [1]
  $ sluice replace --force -f forced.yaml
  service/forced replaced
  $ uid=$(sluice get svc forced -o jsonpath='{.metadata.uid}')
  $ sed -i s/0.41/0.42/ forced.yaml
  $ sluice replace -f forced.yaml
  forced.yaml:4:19: error: spec.clusterIP: 10.96.0.42: a cluster IP cannot be changed, it is 10.96.0.41: delete the Service first
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice replace --force --grace-period=0 -f forced.yaml
  service "forced" deleted
  service/forced replaced
  $ sluice get svc forced -o jsonpath='{.spec.clusterIP} {.spec.ports[0].nodePort}'
  10.96.0.42 30041 (no-eol)
  $ [ "$uid" != "$(sluice get svc forced -o jsonpath='{.metadata.uid}')" ]
  $ sed -i s/port:/prot:/ forced.yaml
  $ sluice replace --force -f forced.yaml >/dev/null 2>&1
  [3]
  $ sluice get svc forced -o name
  service/forced
  $ sluice replace --grace-period=0 -f forced.yaml
  error: --grace-period must have --force specified
  [2]
