Manifests in the shapes that well-known projects ship load as they are: each on a fresh board, with
no error, and its Services and endpoints are what a cluster would make of it. An address or a node
port that the manifest does not name, and that was allocated, is shown as @ip and @port.

  $ . "$TESTDIR/lib.sh"
  $ allocated()
  > {
  >     /usr/bin/python3 -c '
  > import re, sys
  > text = open(sys.argv[1]).read()
  > hide = lambda by: lambda m: m[0] if m[1] in text else m[0].replace(m[1], by)
  > for line in sys.stdin:
  >     line = re.sub(r"(10\.(?:9[6-9]|10\d|11[01])\.\d+\.\d+|fd00:96::[0-9a-f]+)", hide("@ip"), line)
  >     print(re.sub(r":(3[0-2]\d\d\d)/", hide("@port"), line), end="")
  > ' "$1"
  > }
  $ load()
  > {
  >     board_stop
  >     rm -rf state
  >     board_start
  >     sluice apply -f "$TESTDIR/manifests/$1" 2>&1 | sed "s,$TESTDIR/manifests/[^:]*:,,"
  >     {
  >         sluice get svc -A --no-headers | awk '{NF--; print $1 "/" $2, $3, $4, $5, $6}'
  >         sluice get endpoints -A --no-headers | awk '{NF--; $1 = " "} 1'
  >     } 2>&1 | allocated "$TESTDIR/manifests/$1"
  > }

  $ load 01-ingress-controller.yaml
  10:1: note: no effect here, passed over: ServiceAccount, ConfigMap, ClusterRole, ClusterRoleBinding, Job, IngressClass, ValidatingWebhookConfiguration
  66:5: note: spec.ports[0].appProtocol: no effect here: Hint about the protocol above TCP: packets are carried alike whatever it says. (3 times in this text)
  77:5: note: spec.selector: no pod matches: ingress-web/ingress-web-controller refuses connections until one does
  94:5: note: spec.selector: no pod matches: ingress-web/ingress-web-controller-admission refuses connections until one does
  98:1: note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  104:3: note: no effect here (for the node, the scheduler, controllers): minReadySeconds, revisionHistoryLimit, strategy, dnsPolicy, nodeSelector, serviceAccountName, terminationGracePeriodSeconds, volumes and 8 more
  namespace/ingress-web created
  service/ingress-web-controller created
  service/ingress-web-controller-admission created
  deployment.apps/ingress-web-controller created
  ingress-web/ingress-web-controller LoadBalancer @ip 203.0.113.16 80:@port/TCP,443:@port/TCP
  ingress-web/ingress-web-controller-admission ClusterIP @ip <none> 443/TCP
    ingress-web-controller <none>
    ingress-web-controller-admission <none>

  $ load 02-monitoring-operator.yaml
  2:1: note: no effect here, passed over: CustomResourceDefinition, Monitor.monitoring.example.com, ServiceMonitor.monitoring.example.com, PodDisruptionBudget, NetworkPolicy
  58:5: note: spec.selector: no pod matches: monitoring/monitor-k8s refuses connections until one does
  service/monitor-k8s created
  service/monitor-operated created
  monitoring/monitor-k8s ClusterIP @ip <none> 9090/TCP,8080/TCP
  monitoring/monitor-operated ClusterIP None <none> 9090/TCP
    monitor-k8s <none>
    monitor-operated <none>

  $ load 03-dashboards-helm.yaml
  8:1: note: no effect here, passed over: Secret, ConfigMap, ServiceAccount
  62:5: note: spec.selector: no pod matches: default/release-name-dashboards refuses connections until one does
  75:1: note: metadata: the pod has no address and is no endpoint until status.podIP or the annotation sluice/pod-ips gives it one
  82:3: note: no effect here (for the node): serviceAccountName, restartPolicy, command
  service/release-name-dashboards created
  pod/release-name-dashboards-test created
  default/release-name-dashboards ClusterIP @ip <none> 80/TCP
    release-name-dashboards <none>

  $ load 04-alerts-mesh.yaml
  service/alerts-operated created
  service/alerts-main created
  pod/alerts-main-0 created
  default/alerts-main ClusterIP @ip <none> 9093/TCP,8080/TCP
  default/alerts-operated ClusterIP None <none> 9093/TCP,9094/TCP,9094/UDP
    alerts-main 10.180.0.31:8080,10.180.0.31:9093
    alerts-operated 10.180.0.31:9094,10.180.0.31:9094,10.180.0.31:9093

  $ load 05-node-agent.yaml
  2:1: note: no effect here, passed over: DaemonSet
  service/node-agent created
  monitoring/node-agent ClusterIP None <none> 9100/TCP
    node-agent <none>

  $ load 06-state-metrics.yaml
  22:1: note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  38:7: note: no effect here (for the node, the scheduler): automountServiceAccountToken, nodeSelector, serviceAccountName, livenessProbe, securityContext
  service/state-metrics created
  deployment.apps/state-metrics created
  kube-system/state-metrics ClusterIP None <none> 8080/TCP,8081/TCP
    state-metrics <none>

  $ load 07-postgres.yaml
  45:3: note: no effect here (for the node, the scheduler, controllers): podManagementPolicy, updateStrategy, volumeClaimTemplates, affinity, volumeMounts
  service/pg-headless created
  service/pg-primary created
  service/pg-read created
  statefulset.apps/pg-read created
  pod/pg-primary-0 created
  default/pg-headless ClusterIP None <none> 5432/TCP
  default/pg-primary ClusterIP @ip <none> 5432/TCP
  default/pg-read ClusterIP @ip <none> 5432/TCP
    pg-headless 10.180.0.51:5432,10.180.0.52:5432,10.180.0.53:5432
    pg-primary 10.180.0.51:5432
    pg-read 10.180.0.52:5432,10.180.0.53:5432

  $ load 08-mysql-cluster.yaml
  30:13: note: spec.selector: no pod matches: default/mycluster refuses connections until one does
  32:1: note: no effect here, passed over: InnoDBCluster.mysql.example.com
  service/mycluster-instances created
  service/mycluster created
  default/mycluster ClusterIP @ip <none> 3306/TCP,33060/TCP,6446/TCP,6447/TCP,6450/TCP,8443/TCP
  default/mycluster-instances ClusterIP None <none> 3306/TCP,33060/TCP,33061/TCP
    mycluster <none>
    mycluster-instances <none>

  $ load 09-redis-cluster.yaml
  1:1: note: no effect here, passed over: ConfigMap
  65:7: note: no effect here (for the node): volumes, command, env, volumeMounts
  service/redis-cluster created
  statefulset.apps/redis-cluster created
  default/redis-cluster ClusterIP @ip <none> 6379/TCP,16379/TCP
    redis-cluster 10.180.0.61:6379,10.180.0.62:6379,10.180.0.63:6379 + 3 more...

  $ load 10-kafka-brokers.yaml
  service/kafka-brokers created
  service/kafka-external-bootstrap created
  service/kafka-external-0 created
  service/kafka-external-1 created
  pod/kafka-0 created
  pod/kafka-1 created
  default/kafka-brokers ClusterIP None <none> 9090/TCP,9091/TCP,9092/TCP
  default/kafka-external-0 NodePort @ip <none> 9094:32000/TCP
  default/kafka-external-1 NodePort @ip <none> 9094:32001/TCP
  default/kafka-external-bootstrap NodePort @ip <none> 9094:32100/TCP
    kafka-brokers 10.180.0.70:9092,10.180.0.71:9092,10.180.0.70:9090 + 3 more...
    kafka-external-0 10.180.0.70:9094
    kafka-external-1 10.180.0.71:9094
    kafka-external-bootstrap 10.180.0.70:9094,10.180.0.71:9094

  $ load 11-coordination.yaml
  28:5: note: spec.selector: no pod matches: default/zk-cs refuses connections until one does
  30:1: note: no effect here, passed over: PodDisruptionBudget
  service/zk-hs created
  service/zk-cs created
  default/zk-cs ClusterIP @ip <none> 2181/TCP
  default/zk-hs ClusterIP None <none> 2888/TCP,3888/TCP
    zk-cs <none>
    zk-hs <none>

  $ load 12-wide-column.yaml
  12:1: note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  22:7: note: no effect here (for the node, the scheduler): terminationGracePeriodSeconds, imagePullPolicy, resources, securityContext
  41:1: note: no effect here, passed over: StorageClass
  service/cassandra created
  statefulset.apps/cassandra created
  default/cassandra ClusterIP None <none> 9042/TCP
    cassandra <none>

  $ load 13-search-engine.yaml
  15:5: note: spec.selector: no pod matches: default/search-http refuses connections until one does
  32:1: note: no effect here, passed over: Search.search.k8s.example.co
  service/search-http created
  service/search-transport created
  default/search-http ClusterIP @ip <none> 9200/TCP
  default/search-transport ClusterIP None <none> 9300/TCP
    search-http <none>
    search-transport <none>

  $ load 14-outside-database.yaml
  50:14: note: ports[0].appProtocol: no effect here: Hint about the protocol above TCP: packets are carried alike whatever it says.
  service/orders-db created
  service/legacy-db created
  endpoints/legacy-db created
  service/sliced-db created
  endpointslice.discovery.k8s.io/sliced-db-1 created
  endpointslice.discovery.k8s.io/sliced-db-2 created
  default/legacy-db ClusterIP @ip <none> 3306/TCP
  default/orders-db ExternalName <none> orders.abcdefg.eu-west-1.rds.example.com <none>
  default/sliced-db ClusterIP @ip <none> 5432/TCP
    legacy-db 11.11.11.11:13306,22.22.22.22:13306
  $ blocks | grep -E "^ +(port|@|[0-9])|^[a-z]"
  default/legacy-db internal=Cluster external=Cluster
    port mysql 3306/TCP
      11.11.11.11:13306 Cluster serving
      22.22.22.22:13306 Cluster serving
      33.33.33.33:13306 unused
  default/sliced-db internal=Cluster external=Cluster
    port pg 5432/TCP
      10.180.0.90:15432 Cluster serving
      10.180.0.91:15432 unused serving
      10.180.0.92:25432 Cluster serving

  $ load 15-mesh-control-plane.yaml
  27:5: note: spec.selector: no pod matches: mesh-system/meshd refuses connections until one does
  30:1: note: no effect here, passed over: HorizontalPodAutoscaler, MutatingWebhookConfiguration, EnvoyFilter.networking.mesh.example.io
  service/meshd created
  mesh-system/meshd ClusterIP @ip <none> 15010/TCP,15012/TCP,443/TCP,15014/TCP
    meshd <none>

  $ load 16-mesh-gateway.yaml
  26:5: note: spec.selector: no pod matches: mesh-system/mesh-ingressgateway refuses connections until one does
  28:1: note: no effect here, passed over: Gateway.gateway.networking.k8s.io, HTTPRoute.gateway.networking.k8s.io
  service/mesh-ingressgateway created
  mesh-system/mesh-ingressgateway LoadBalancer @ip 203.0.113.16 15021:@port/TCP,80:@port/TCP,443:@port/TCP,31400:@port/TCP,15443:@port/TCP
    mesh-ingressgateway <none>

  $ load 17-aws-internal.yaml
  service/api-internal created
  pod/api-0 created
  default/api-internal LoadBalancer @ip 203.0.113.16 443:30443/TCP
    api-internal 10.180.0.80:8443

  $ load 18-google-neg.yaml
  16:13: note: spec.selector: no pod matches: default/frontend refuses connections until one does
  18:1: note: no effect here, passed over: BackendConfig.cloud.google.com
  30:1: note: spec: no effect here: Hosts, paths and their Services. No HTTP is answered by it: clients reach the Services themselves.
  service/frontend created
  ingress.networking.k8s.io/frontend created
  default/frontend LoadBalancer @ip 203.0.113.19 80:@port/TCP
    frontend <none>

  $ load 19-azure.yaml
  15:13: note: spec.selector: no pod matches: default/azure-public refuses connections until one does
  service/azure-public created
  default/azure-public LoadBalancer @ip 203.0.113.16 80:@port/TCP
    azure-public <none>

  $ load 20-bare-metal-pool.yaml
  2:1: note: no effect here, passed over: IPAddressPool.metallb.example.io, L2Advertisement.metallb.example.io
  24:13: note: spec.selector: no pod matches: default/web refuses connections until one does
  34:13: note: spec.selector: no pod matches: default/of-another-class refuses connections until one does
  service/web created
  service/of-another-class created
  default/of-another-class LoadBalancer @ip <pending> 80:@port/TCP
  default/web LoadBalancer @ip 203.0.113.20 80:@port/TCP
    of-another-class <none>
    web <none>

  $ load 21-dual-stack.yaml
  service/web-dual created
  service/web-six created
  service/web-prefers created
  pod/web-0 created
  default/web-dual LoadBalancer @ip 203.0.113.16,... 80:@port/TCP
  default/web-prefers ClusterIP None <none> 80/TCP
  default/web-six ClusterIP @ip <none> 80/TCP
    web-dual 10.180.0.85:8080
    web-prefers 10.180.0.85:8080
    web-six [fd00:180::85]:8080

  $ load 22-cluster-dns.yaml
  1:1: note: no effect here, passed over: ServiceAccount, ConfigMap
  55:7: note: no effect here (for the node, the scheduler): priorityClassName, dnsPolicy, args, livenessProbe
  service/kube-dns created
  deployment.apps/coredns created
  kube-system/kube-dns ClusterIP 10.96.0.10 <none> 53/UDP,53/TCP,9153/TCP
    kube-dns 10.180.0.3:53,10.180.0.4:53,10.180.0.3:53 + 3 more...

  $ load 23-guestbook.yaml
  55:9: note: no effect here (for the node, the scheduler): env, resources
  service/redis-leader created
  replicationcontroller/redis-leader created
  service/frontend created
  deployment.apps/frontend created
  default/frontend NodePort @ip <none> 80:@port/TCP
  default/redis-leader ClusterIP @ip <none> 6379/TCP
    frontend 10.180.0.41:80,10.180.0.42:80,10.180.0.43:80
    redis-leader 10.180.0.40:6379

  $ load 24-certificates.yaml
  1:1: note: no effect here, passed over: CustomResourceDefinition, ClusterIssuer.certs.example.io, Certificate.certs.example.io
  24:13: note: spec.selector: no pod matches: certs/certs-webhook refuses connections until one does
  service/certs-webhook created
  certs/certs-webhook ClusterIP @ip <none> 443/TCP,9402/TCP
    certs-webhook <none>

  $ load 25-metrics-api.yaml
  9:5: note: spec.ports[0].appProtocol: no effect here: Hint about the protocol above TCP: packets are carried alike whatever it says.
  14:13: note: spec.selector: no pod matches: kube-system/metrics-server refuses connections until one does
  16:1: note: no effect here, passed over: APIService, RoleBinding
  service/metrics-server created
  kube-system/metrics-server ClusterIP @ip <none> 443/TCP
    metrics-server <none>

  $ load 26-dump-services.yaml
  49:7: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  91:7: note: spec.selector: no pod matches: default/kubia-loadbalancer refuses connections until one does
  service/kubia created
  service/kubia-loadbalancer created
  default/kubia ClusterIP 10.111.88.195 <none> 80/TCP
  default/kubia-loadbalancer LoadBalancer 10.111.241.153 203.0.113.22 80:32143/TCP
    kubia <none>
    kubia-loadbalancer <none>

  $ load 27-dump-pods.json
  service/kubia created
  pod/kubia-x7k2p created
  pod/kubia-9zq4c created
  default/kubia ClusterIP 10.111.88.195 <none> 80/TCP
    kubia 10.180.0.12:8080

  $ load 28-dump-all.yaml
  80:3: note: no effect here, passed over: CronJob
  pod/web-7d9c5b8f6d-4kx2v created
  service/web created
  deployment.apps/web created
  replicaset.apps/web-7d9c5b8f6d created
  default/web ClusterIP 10.97.14.3 <none> 80/TCP
    web 10.180.0.20:80

  $ load 29-dump-nodes.yaml
  24:5: note: spec.podCIDRs: no effect here: Networks of the node's pods. Not routed by it: routes and cluster.podCIDRs of the board count.
  node/worker-1 created
  No resources found
  No resources found

  $ load 30-dump-endpoints.yaml
  37:6: note: ports[1].appProtocol: no effect here: Hint about the protocol above TCP: packets are carried alike whatever it says.
  service/mirrored created
  endpointslice.discovery.k8s.io/mirrored-v7k4d created
  default/mirrored ClusterIP 10.104.5.6 <none> 80/TCP,443/TCP
  No resources found
  $ blocks | grep -E "^ +(port|@|[0-9])|^[a-z]"
  default/mirrored internal=Cluster external=Cluster
    port http 80/TCP
      10.180.0.25:8080 Cluster,Local serving here
      10.180.0.26:8080 unused serving terminating
    port https 443/TCP
      10.180.0.25:8443 Cluster,Local serving here
      10.180.0.26:8443 unused serving terminating

  $ load 31-telephony.yaml
  23:13: note: spec.selector: no pod matches: default/amf-n2 refuses connections until one does
  service/sip created
  service/amf-n2 created
  pod/sip-0 created
  default/amf-n2 ClusterIP @ip <none> 38412/SCTP
  default/sip NodePort @ip <none> 5060:30560/UDP,5060:30560/TCP,5061:30561/TCP,10000:@port/UDP,10001:@port/UDP
    amf-n2 <none>
    sip 10.180.0.66:5061,10.180.0.66:10001,10.180.0.66:10000 + 2 more...

  $ load 32-serverless.yaml
  6:13: note: spec.selector: no pod matches: serverless/activator-service refuses connections until one does
  15:1: note: no effect here, passed over: Service.serving.serverless.dev
  service/activator-service created
  serverless/activator-service ClusterIP @ip <none> 9090/TCP,8008/TCP,80/TCP,81/TCP,443/TCP
    activator-service <none>

  $ load 33-windows.yaml
  17:3: note: no effect here (for the scheduler): nodeSelector
  service/windows created
  pod/iis-0 created
  default/windows ClusterIP @ip <none> 80/TCP
    windows 10.180.0.44:8080

  $ load 34-several.json
  3:70: note: spec.selector: no pod matches: json/one refuses connections until one does
  namespace/json created
  service/one created
  service/two created
  json/one ClusterIP @ip <none> 80/TCP
  json/two ExternalName <none> two.example.com <none>
    one <none>

  $ load 35-continuous-delivery.yaml
  11:13: note: spec.selector: no pod matches: cd/cd-applicationset-controller refuses connections until one does
  20:13: note: spec.selector: no pod matches: cd/cd-repo-server refuses connections until one does
  29:13: note: spec.selector: no pod matches: cd/cd-server refuses connections until one does
  31:1: note: no effect here, passed over: Application.cd.example.io
  service/cd-applicationset-controller created
  service/cd-repo-server created
  service/cd-server created
  cd/cd-applicationset-controller ClusterIP @ip <none> 7000/TCP,8080/TCP
  cd/cd-repo-server ClusterIP @ip <none> 8081/TCP,8084/TCP
  cd/cd-server ClusterIP @ip <none> 80/TCP,443/TCP
    cd-applicationset-controller <none>
    cd-repo-server <none>
    cd-server <none>

  $ load 36-legacy-shapes.yaml
  10:3: note: spec.topologyKeys: no effect here: Removed from Kubernetes 1.22; traffic is not kept near by it: trafficDistribution does that.
  24:1: note: no effect here, passed over: Ingress
  34:3: note: no effect here (for the node): serviceAccount, hostAliases
  39:35: note: spec.containers[0].ports[0].hostPort: no effect here: Port of the node: nothing is opened on a node by it; a NodePort Service does that.
  39:51: note: spec.containers[0].ports[0].hostIP: no effect here: Address of the node for hostPort: nothing is opened on a node by it.
  service/legacy created
  pod/legacy-0 created
  default/legacy ClusterIP @ip 198.18.5.9 80/TCP
    legacy 10.180.0.99:8080
