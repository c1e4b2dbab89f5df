Row 14a: `scale` is refused, with what to write instead.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: kubia, annotations: {sluice/pod-ips: "10.180.0.1, 10.180.0.2"}}
  > spec: {replicas: 2, selector: {matchLabels: {app: kubia}}, template: {metadata: {labels: {app: kubia}}, spec: {containers: [{name: c, image: i}]}}}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.7, selector: {app: kubia}, ports: [{port: 80}]}
  > Y
  replicaset.apps/kubia created
  service/kubia created
  $ sluice scale rs kubia --replicas=3
  error: ReplicaSet "kubia" cannot be scaled: nobody here starts pods, and the addresses of those that run come from its annotation, one for each of them. Write this, with replicas: 3, and apply it:
    metadata:
      annotations:
        sluice/pod-ips: "10.180.0.1, 10.180.0.2, ADDRESS"
  [3]
  $ sluice scale rs/kubia --replicas=1
  error: ReplicaSet "kubia" cannot be scaled: nobody here starts pods, and the addresses of those that run come from its annotation, one for each of them. Write this, with replicas: 1, and apply it:
    metadata:
      annotations:
        sluice/pod-ips: "10.180.0.1"
  [3]
  $ sluice scale rs kubia
  error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0
  [2]
  $ sluice scale svc kubia --replicas=3
  error: Service "kubia" cannot be scaled: it makes no pods; rs, rc, deploy and sts do
  [3]
  $ sluice scale sts nothing --replicas=3
  Error from server (NotFound): statefulsets.apps "nothing" not found
  [1]
  $ sluice get rs kubia -o jsonpath='{.spec.replicas}'
  2 (no-eol)
