What the socket changed of an object that comes from a file stays over a restart, in which the file is
read anew; and so does what it changed of the pods of a workload.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ all() { for k in svc po rs; do sluice get $k -A -o json; done | grep -v '"resourceVersion"'; }
  $ cat >"$manifests/filed.yaml" <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: filed, labels: {from: file}}
  > spec: {type: NodePort, selector: {app: kubia}, ports: [{port: 80}]}
  > ---
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: kubia, annotations: {sluice/pod-ips: "$POD1, $POD2"}}
  > spec:
  >   replicas: 2
  >   selector: {matchLabels: {app: kubia}}
  >   template: {metadata: {labels: {app: kubia}}, spec: {containers: [{name: c, image: i}]}}
  > Y
  $ until sluice get svc filed >/dev/null 2>&1; do sleep 0.02; done
  $ apply 2>/dev/null <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: filed, labels: {by: socket}}
  > spec: {type: NodePort, sessionAffinity: ClientIP, selector: {app: kubia}, ports: [{port: 80}]}
  > Y
  service/filed configured
  $ pod=$(sluice get po -o name | head -n 1)
  $ sluice get "$pod" -o yaml | sed 's/app: kubia/app: other/' | apply 2>/dev/null | sed 's/kubia-[a-z0-9]*/POD/'
  pod/POD configured
  $ all >before
  $ blocks >blocks.before
  $ board_restart
  $ all | diff before -
  $ blocks | diff blocks.before -
  $ board_kill
  $ board_restart
  $ all | diff before -
  $ blocks | diff blocks.before -
  $ sluice get svc filed --show-labels --no-headers | sed 's/.* //'
  by=socket,from=file
