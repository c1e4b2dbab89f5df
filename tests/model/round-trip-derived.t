What is made of a Service is shown, and comes back with what else is shown: it stays made of it.
# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: sticky}}, status: {podIP: "$POD1"}}
  > ---
  > {apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: sticky}}, status: {podIP: "$POD2"}}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: sticky}
  > spec: {selector: {app: sticky}, clusterIP: "$VIP1", ipFamilies: [$IPFAMILY], ports: [{port: 80, targetPort: 8080}]}
  > Y
  pod/a created
  pod/b created
  service/sticky created
  $ sluice get svc,ep,endpointslice -o yaml >all.yaml
  $ sluice get ep,endpointslice -o yaml >derived.yaml
  $ apply <derived.yaml | sed 's/-v[46]-/-vX-/'
  endpoints/sticky unchanged
  endpointslice.discovery.k8s.io/sticky-vX-0 unchanged
  $ apply <all.yaml | grep sticky | sed 's/-v[46]-/-vX-/'
  service/sticky unchanged
  endpoints/sticky unchanged
  endpointslice.discovery.k8s.io/sticky-vX-0 unchanged
  $ sluice replace -f derived.yaml | sed 's/-v[46]-/-vX-/'
  endpoints/sticky replaced
  endpointslice.discovery.k8s.io/sticky-vX-0 replaced
  $ sluice create -f derived.yaml 2>&1 | sed 's/-v[46]-/-vX-/'
  Error from server (AlreadyExists): endpoints "sticky" already exists
  Error from server (AlreadyExists): endpointslices.discovery.k8s.io "sticky-vX-0" already exists
  [1]
  $ sluice diff -f derived.yaml
  $ sluice delete pod a b
  pod "a" deleted
  pod "b" deleted
  $ blocks default/sticky | named
  default/sticky internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP

A copy of before, and with -o:

  $ apply -o name <derived.yaml | sed 's/-v[46]-/-vX-/'
  endpoints/sticky
  endpointslice.discovery.k8s.io/sticky-vX-0
  $ apply -o jsonpath='{.items[*].metadata.name}{"\n"}' <derived.yaml | sed 's/-v[46]-/-vX-/'
  sticky sticky-vX-0
  $ blocks default/sticky | named
  default/sticky internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP

With another uid they are of a cluster, and what they say holds:

  $ sed 's/^\( *uid: \)......../\100000000/' derived.yaml | apply | sed 's/-v[46]-/-vX-/'
  endpoints/sticky created
  endpointslice.discovery.k8s.io/sticky-vX-0 created
  $ blocks default/sticky | named
  default/sticky internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:8080 Cluster serving
      @pod2:8080 Cluster serving
