Delete of all, or by label, passes over what is built in or made of another object.

  $ . "$TESTDIR/lib.sh"
  $ board_start cluster.builtinServices '{"kubernetes": true, "dns": false}'
  $ apply <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: one}
  > spec: {ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: lone, labels: {app: web}}
  > status: {podIP: 10.180.0.17}
  > ---
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: web, annotations: {sluice/pod-ips: "10.180.0.18,10.180.0.19"}}
  > spec:
  >   replicas: 2
  >   selector: {matchLabels: {app: web}}
  >   template:
  >     metadata: {labels: {app: web}}
  >     spec: {containers: [{name: c, image: i}]}
  > Y
  service/one created
  pod/lone created
  replicaset.apps/web created
  $ sluice delete svc --all
  note: passed over 1: built in, or made of another object
  service "one" deleted
  $ sluice get svc -o name
  service/kubernetes
  $ sluice delete pods -l app=web
  note: passed over 2: built in, or made of another object
  pod "lone" deleted
  $ sluice get pods -o name
  pod/web-* (glob)
  pod/web-* (glob)
