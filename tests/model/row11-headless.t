Row 11: a headless Service has no virtual address and nothing in the data plane; its endpoints are the
pods, with or without ports.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia-headless}
  > spec: {clusterIP: None, ipFamilies: [$IPFAMILY], selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: portless}
  > spec: {clusterIP: None, ipFamilies: [$IPFAMILY], selector: {app: kubia}}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, labels: {app: kubia}}
  > status: {podIP: "$POD1"}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-2, labels: {app: kubia}}
  > status: {podIP: "$POD2"}
  > Y
  service/kubia-headless created
  service/portless created
  pod/kubia-1 created
  pod/kubia-2 created
  $ blocks
  $ sluice get svc | awk '{print $1, $2, $3, $4, $5}'
  NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  kubia-headless ClusterIP None <none> 80/TCP
  portless ClusterIP None <none> <none>
  $ sluice get endpoints | awk '{print $1, $2}' | named
  NAME ENDPOINTS
  kubia-headless @pod1:8080,@pod2:8080
  portless @pod1,@pod2
  $ sluice get endpoints portless -o yaml | sed -n '/^subsets/,$p' | named
  subsets:
  - addresses:
    - ip: @pod1
      targetRef:
        kind: Pod
        name: kubia-1
        namespace: default
    - ip: @pod2
      targetRef:
        kind: Pod
        name: kubia-2
        namespace: default
  $ sluice get endpointslices -o name | sed "s/v$FAMILY/vX/"
  endpointslice.discovery.k8s.io/kubia-headless-vX-0
  endpointslice.discovery.k8s.io/portless-vX-0
