Row 14a: a Pod's address is in its status or in the annotation sluice/pod-ips. With that annotation a
workload's template becomes as many Pods, with stable names.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ absent() { sluice describe svc $1 | sed -n '/^Not Endp/,/^Events/{/^Events/!p}'; }
  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", selector: {app: kubia}, ports: [{port: 80, targetPort: http}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: annotated, labels: {app: kubia}, annotations: {sluice/pod-ips: "$POD4"}}
  > spec: {containers: [{name: c, ports: [{name: http, containerPort: 8081}]}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: bare, labels: {app: kubia}}
  > spec: {containers: [{name: c, ports: [{name: http, containerPort: 8081}]}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: both, labels: {app: kubia}, annotations: {sluice/pod-ips: "$POD6"}}
  > spec: {containers: [{name: c, ports: [{name: http, containerPort: 8082}]}]}
  > status: {podIP: "$POD5"}
  > Y
  at note: metadata: the pod has no address and is no endpoint until status.podIP or the annotation sluice/pod-ips gives it one
  service/kubia created
  pod/annotated created
  pod/bare created
  pod/both created
  $ rs() { apply <<Y 2>&1 | said
  > apiVersion: ${3:-apps/v1}
  > kind: ${2:-ReplicaSet}
  > metadata: {name: kubia, annotations: {sluice/pod-ips: "$1"}}
  > spec:
  >   replicas: 3
  >   selector: {${4-matchLabels: {app: kubia\}}}
  >   template:
  >     metadata: {labels: {app: kubia}}
  >     spec: {containers: [{name: kubia, image: luksa/kubia, ports: [{name: http, containerPort: 8080}]}]}
  > Y
  > }
  $ rs "$POD1, $POD2,$POD3"
  replicaset.apps/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:8080 Cluster serving
      @pod2:8080 Cluster serving
      @pod3:8080 Cluster serving
      @pod4:8081 Cluster serving
      @pod5:8082 Cluster serving
  $ sluice get pods | awk '{print $1, $3}'
  NAME STATUS
  annotated Running
  bare Pending
  both Running
  kubia-6zdtd Running
  kubia-9t9v6 Running
  kubia-rq5x8 Running
  $ sluice get rs | awk '{print $1, $2, $3, $4}'
  NAME DESIRED CURRENT READY
  kubia 3 3 3
  $ absent kubia
  Not Endpoints:            bare: it has no address: neither status.podIPs nor the annotation sluice/pod-ips

Names, and who they are, stay: over a restart, and when an address is added or goes.

  $ sluice get pods -o yaml | grep -e ' name: kubia-' -e uid -e creationTimestamp >before
  $ sleep 1
  $ board_restart
  $ sluice get pods -o yaml | grep -e ' name: kubia-' -e uid -e creationTimestamp | diff before -
  $ rs "$POD1, $POD2"
  at note: metadata.annotations.sluice/pod-ips: addresses for 2 pods, and 3 replicas: as many pods as addresses
  replicaset.apps/kubia configured
  $ sluice get pods | awk '{print $1}' | grep kubia
  kubia-6zdtd
  kubia-rq5x8
  $ blocks | named | sed 1,3d
      @pod1:8080 Cluster serving
      @pod2:8080 Cluster serving
      @pod4:8081 Cluster serving
      @pod5:8082 Cluster serving

Readiness of its pods is counted; a pod that is applied by name takes the place of the one that is
made, goes with the workload while its labels match, and stays when they do not:

  $ pod() { apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: $2}}
  > spec: {containers: [{name: kubia, ports: [{name: http, containerPort: 8080}]}]}
  > status: {podIP: "$3", conditions: [{type: Ready, status: "$4"}]}
  > Y
  > }
  $ names=($(sluice get pods | awk '/^kubia/ {print $1}'))
  $ pod ${names[0]} kubia $POD1 False
  pod/kubia-6zdtd configured
  $ sluice get rs kubia | awk '{print $1, $2, $3, $4}'
  NAME DESIRED CURRENT READY
  kubia 3 2 1
  $ sluice get rs kubia -o yaml | sed -n '/^status/,$p'
  status:
    availableReplicas: 1
    fullyLabeledReplicas: 2
    readyReplicas: 1
    replicas: 2
  $ pod ${names[1]} other $POD2 True
  pod/kubia-rq5x8 configured
  $ sluice get rs kubia | awk '{print $1, $2, $3, $4}'
  NAME DESIRED CURRENT READY
  kubia 3 1 0
  $ sluice delete pod ${names[0]}
  pod "kubia-6zdtd" deleted
  $ sluice get pods | awk '/^kubia/ {print $1}'
  kubia-6zdtd
  kubia-rq5x8
  $ pod ${names[0]} kubia $POD1 True
  pod/kubia-6zdtd configured
  $ sluice delete rs kubia
  replicaset.apps "kubia" deleted
  $ sluice get pods | awk '{print $1}'
  NAME
  annotated
  bare
  both
  kubia-rq5x8
  $ sluice delete pod ${names[1]}
  pod "kubia-rq5x8" deleted

The other workloads:

  $ rs "$POD1, $POD2" StatefulSet
  at note: metadata.annotations.sluice/pod-ips: addresses for 2 pods, and 3 replicas: as many pods as addresses
  statefulset.apps/kubia created
  $ sluice get pods --show-labels | awk '/^kubia/ {print $1, $6}'
  kubia-0 app=kubia,apps.kubernetes.io/pod-index=0,statefulset.kubernetes.io/pod-name=kubia-0
  kubia-1 app=kubia,apps.kubernetes.io/pod-index=1,statefulset.kubernetes.io/pod-name=kubia-1
  $ sluice delete sts kubia
  statefulset.apps "kubia" deleted
  $ rs "$POD1, $POD2" Deployment
  at note: metadata.annotations.sluice/pod-ips: addresses for 2 pods, and 3 replicas: as many pods as addresses
  deployment.apps/kubia created
  $ sluice get pods | awk '/^kubia/ {print $1}'
  kubia-dnvpjs56fq-g8klt
  kubia-dnvpjs56fq-gqjlm
  $ sluice get deploy | awk '{print $1, $2, $3, $4}'
  NAME READY UP-TO-DATE AVAILABLE
  kubia 2/3 2 2
  $ sluice delete deploy kubia
  deployment.apps "kubia" deleted
  $ rs "$POD1, $POD2" ReplicationController v1 'app: kubia'
  at note: metadata.annotations.sluice/pod-ips: addresses for 2 pods, and 3 replicas: as many pods as addresses
  replicationcontroller/kubia created
  $ sluice get rc | awk '{print $1, $2, $3, $4}'
  NAME DESIRED CURRENT READY
  kubia 3 2 2
  $ sluice delete rc kubia
  replicationcontroller "kubia" deleted
  $ apply <<Y
  > apiVersion: v1
  > kind: ReplicationController
  > metadata: {name: kubia}
  > spec:
  >   template:
  >     metadata: {labels: {app: kubia}}
  >     spec: {containers: [{name: kubia, image: luksa/kubia}]}
  > Y
  standard input:1:1: note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  replicationcontroller/kubia created
  $ sluice get rc kubia -o yaml | sed -n '/selector:/,/template:/p'
    selector:
      app: kubia
    template:
  $ sluice delete rc kubia
  replicationcontroller "kubia" deleted

What does not fit:

  $ rs $POD1 ReplicaSet apps/v1 'matchLabels: {app: other}'
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  at error: spec.selector: does not match the labels of spec.template
  [3]
  $ rs $POD1 ReplicaSet apps/v1 ''
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  at error: spec.selector: is empty: it would mean every pod
  [3]
  $ rs $POD1 ReplicaSet apps/v1 'matchExpressions: [{key: app, operator: NotIn, values: [kubia]}]'
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  at error: spec.selector: does not match the labels of spec.template
  [3]
  $ rs $POD1 ReplicaSet apps/v1 'matchExpressions: [{key: app, operator: In}]'
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  at error: spec.selector: does not match the labels of spec.template
  at error: spec.selector.matchExpressions[0].values: In and NotIn need values
  [3]
  $ rs $POD1 ReplicaSet apps/v1 'matchExpressions: [{key: app, operator: Exists, values: [a]}]'
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  at error: spec.selector.matchExpressions[0].values: Exists and DoesNotExist have no values
  [3]
  $ rs 'nonsense'
  at error: metadata.annotations.sluice/pod-ips: "nonsense" is no address that a pod may have
  [3]
  $ rs "$VIP2" | sed 's/(.*)/(CIDR)/'
  at error: metadata.annotations.sluice/pod-ips: @vip2 lies in serviceCIDRs (CIDR), where Services' own addresses are
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  [3]
  $ rs "$POD1" ReplicaSet apps/v1 'matchExpressions: [{key: app, operator: In, values: [a, kubia]}, {key: tier, operator: DoesNotExist}]'
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  replicaset.apps/kubia created
  $ rs "$POD1" ReplicaSet apps/v1 'matchExpressions: [{key: app, operator: In, values: [b, kubia]}, {key: tier, operator: DoesNotExist}]'
  at note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 3 replicas: as many pods as addresses
  at error: spec.selector: cannot be changed: delete the ReplicaSet first
  [3]
  $ sluice delete rs kubia
  replicaset.apps "kubia" deleted

Without addresses, and on a Service of both families:

  $ apply <<Y
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: kubia}
  > spec:
  >   replicas: 3
  >   selector: {matchLabels: {app: kubia}}
  >   template:
  >     metadata: {labels: {app: kubia}}
  >     spec: {containers: [{name: kubia, image: luksa/kubia}]}
  > Y
  standard input:1:1: note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  replicaset.apps/kubia created
  $ sluice get rs | awk '{print $1, $2, $3, $4}'
  NAME DESIRED CURRENT READY
  kubia 3 0 0
  $ sluice describe rs kubia | grep -i "address here"
  Pods:         its pods have no address here: name them in the annotation sluice/pod-ips: "10.1.0.1, 10.1.0.2"
  $ rs "10.180.0.11, 10.180.0.12, fd00:180::11, fd00:180::12, fd00:180::13"
  replicaset.apps/kubia configured
  $ sluice get pods -o yaml | grep -A 4 podIPs: | grep 'ip: fd00:180::1[123]'
      - ip: fd00:180::11
      - ip: fd00:180::13
      - ip: fd00:180::12

A StatefulSet whose ordinals begin elsewhere:

  $ sts() { apply <<Y
  > apiVersion: apps/v1
  > kind: StatefulSet
  > metadata: {name: db, annotations: {sluice/pod-ips: "$POD1, $POD2"}}
  > spec:
  >   replicas: 2
  >   ordinals: {$1}
  >   serviceName: db
  >   selector: {matchLabels: {app: db}}
  >   template:
  >     metadata: {labels: {app: db}}
  >     spec: {containers: [{name: c, image: i}]}
  > Y
  > }
  $ pods() { sluice get pods -l app=db -o jsonpath='{range .items[*]}{.metadata.name} {.status.podIP} {.metadata.labels.apps\.kubernetes\.io/pod-index}{"\n"}{end}' | named; }
  $ sts
  statefulset.apps/db created
  $ pods
  db-0 @pod1 0
  db-1 @pod2 1
  $ sts 'start: 5'
  statefulset.apps/db configured
  $ pods
  db-5 @pod1 5
  db-6 @pod2 6
  $ sts 'start: -1'
  standard input:6:21: error: spec.ordinals.start: -1 is out of range: expected an integer in 0-2147483647
  error: refused, nothing is changed: 1 error
  [3]

What has no address is told when it is put, or loses it, and described; not where there are pods of the
workload or none is wanted, nor again:

  $ lone() { apply <<Y 2>&1 | said
  > apiVersion: apps/v1
  > kind: Deployment
  > metadata: {name: lone, labels: {n: "$2"}$3}
  > spec:
  >   replicas: $1
  >   selector: {matchLabels: {app: lone}}
  >   template: {metadata: {labels: {app: lone}}, spec: {containers: [{name: c}]}}
  > Y
  > }
  $ pod() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: lone}}
  > spec: {containers: [{name: c}]}
  > status: {$2}
  > Y
  > }
  $ lone 0 1
  deployment.apps/lone created
  $ sluice describe deploy lone | grep -c "address here"
  0
  [1]
  $ lone 2 1
  at note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  deployment.apps/lone configured
  $ sluice describe deploy lone | grep -c "address here"
  1
  $ lone 2 2
  deployment.apps/lone configured
  $ lone 2 2 ", annotations: {sluice/pod-ips: '$POD1, $POD2'}"
  deployment.apps/lone configured
  $ lone 2 2
  at note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  deployment.apps/lone configured
  $ sluice delete deploy lone
  deployment.apps "lone" deleted
  $ pod lone-1-a "phase: Pending"
  pod/lone-1-a created
  $ lone 2 1
  deployment.apps/lone created
  $ pod single ""
  at note: metadata: the pod has no address and is no endpoint until status.podIP or the annotation sluice/pod-ips gives it one
  pod/single created
  $ sluice describe pod single | grep Address
  No Address:   status.podIP or the annotation sluice/pod-ips gives it one
  $ pod single "podIP: '$POD3'"
  pod/single configured
  $ sluice describe pod single | grep Address
  [1]
