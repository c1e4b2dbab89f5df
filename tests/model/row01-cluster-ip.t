Row 1: a Service has one stable virtual IP; `port` is what clients use, `targetPort` what pods listen
on. The IP is the one asked for, or allocated and shown.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   clusterIP: "$VIP1"
  >   selector: {app: kubia}
  >   ports: [{port: 80, targetPort: 8080}]
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, labels: {app: kubia}}
  > status: {podIP: "$POD1"}
  > Y
  service/kubia created
  pod/kubia-1 created
  $ sluice get svc kubia | named
  NAME  TYPE  CLUSTER-IP  EXTERNAL-IP  PORT(S)  AGE
  kubia  ClusterIP  @vip1  <none>  80/TCP  *s (glob)
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:8080 Cluster serving

Without clusterIP one is allocated, is in the board's serviceCIDRs, and stays over a restart:

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {ports: [{port: 80}], ipFamilies: [$IPFAMILY]}
  > Y
  service/other created
  $ before=$(sluice get svc other -o yaml | grep clusterIP:)
  $ echo "$before" | grep -c -E '10\.(9[6-9]|10[0-9]|11[01])\.|fd00:96::'
  1
  $ board_restart
  $ [ "$before" = "$(sluice get svc other -o yaml | grep clusterIP:)" ]
