Row 29: `get` as kubectl prints it, with the notes' names.

  $ . "$TESTDIR/lib.sh"
  $ board_start pools '[{"name": "default", "ranges": ["203.0.113.16/32"]}]'
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   clusterIP: 10.111.88.195
  >   selector: {app: kubia}
  >   ports: [{name: http, port: 80, targetPort: 8080}, {name: https, port: 443, targetPort: 8443}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia-nodeport, labels: {tier: web}}
  > spec:
  >   type: NodePort
  >   clusterIP: 10.111.254.223
  >   selector: {app: kubia}
  >   ports: [{port: 80, targetPort: 8080, nodePort: 30123}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia-loadbalancer}
  > spec:
  >   type: LoadBalancer
  >   clusterIP: 10.111.241.153
  >   loadBalancerIP: 203.0.113.16
  >   selector: {app: kubia}
  >   ports: [{port: 80, targetPort: 8080, nodePort: 32143}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia-pending}
  > spec:
  >   type: LoadBalancer
  >   clusterIP: 10.111.241.154
  >   selector: {app: nobody}
  >   ports: [{port: 80, targetPort: 8080, nodePort: 32144}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia-headless}
  > spec:
  >   clusterIP: None
  >   selector: {app: kubia}
  >   ports: [{port: 80, targetPort: 8080}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: external-name}
  > spec: {type: ExternalName, externalName: api.somecompany.com}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: external-service}
  > spec: {clusterIP: 10.111.3.4, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: external-service}
  > subsets: [{addresses: [{ip: 11.11.11.11}, {ip: 22.22.22.22}], ports: [{port: 80}]}]
  > ---
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: kubia, annotations: {sluice/pod-ips: "10.180.0.1, 10.180.0.2, 10.180.0.3"}}
  > spec:
  >   replicas: 3
  >   selector: {matchLabels: {app: kubia}}
  >   template:
  >     metadata: {labels: {app: kubia}}
  >     spec: {containers: [{name: kubia, image: luksa/kubia, ports: [{containerPort: 8080}]}]}
  > Y
  standard input:32:9: note: spec.type: no pool of the board has a free address: the external IP stays pending
  standard input:34:13: note: spec.selector: no pod matches: default/kubia-pending refuses connections until one does
  service/kubia created
  service/kubia-nodeport created
  service/kubia-loadbalancer created
  service/kubia-pending created
  service/kubia-headless created
  service/external-name created
  service/external-service created
  endpoints/external-service created
  replicaset.apps/kubia created
  $ sluice get svc | aged
  NAME                 TYPE           CLUSTER-IP       EXTERNAL-IP           PORT(S)          AGE
  external-name        ExternalName   <none>           api.somecompany.com   <none>           0s
  external-service     ClusterIP      10.111.3.4       <none>                80/TCP           0s
  kubia                ClusterIP      10.111.88.195    <none>                80/TCP,443/TCP   0s
  kubia-headless       ClusterIP      None             <none>                80/TCP           0s
  kubia-loadbalancer   LoadBalancer   10.111.241.153   203.0.113.16          80:32143/TCP     0s
  kubia-nodeport       NodePort       10.111.254.223   <none>                80:30123/TCP     0s
  kubia-pending        LoadBalancer   10.111.241.154   <pending>             80:32144/TCP     0s
  $ sluice get svc -o wide | aged
  NAME                 TYPE           CLUSTER-IP       EXTERNAL-IP           PORT(S)          AGE   SELECTOR
  external-name        ExternalName   <none>           api.somecompany.com   <none>           0s    <none>
  external-service     ClusterIP      10.111.3.4       <none>                80/TCP           0s    <none>
  kubia                ClusterIP      10.111.88.195    <none>                80/TCP,443/TCP   0s    app=kubia
  kubia-headless       ClusterIP      None             <none>                80/TCP           0s    app=kubia
  kubia-loadbalancer   LoadBalancer   10.111.241.153   203.0.113.16          80:32143/TCP     0s    app=kubia
  kubia-nodeport       NodePort       10.111.254.223   <none>                80:30123/TCP     0s    app=kubia
  kubia-pending        LoadBalancer   10.111.241.154   <pending>             80:32144/TCP     0s    app=nobody
  $ sluice get svc kubia-nodeport --show-labels | aged
  NAME             TYPE       CLUSTER-IP       EXTERNAL-IP   PORT(S)        AGE   LABELS
  kubia-nodeport   NodePort   10.111.254.223   <none>        80:30123/TCP   0s    tier=web
  $ sluice get endpoints | aged
  NAME                 ENDPOINTS                                                     AGE
  external-service     11.11.11.11:80,22.22.22.22:80                                 0s
  kubia                10.180.0.1:8443,10.180.0.2:8443,10.180.0.3:8443 + 3 more...   0s
  kubia-headless       10.180.0.1:8080,10.180.0.2:8080,10.180.0.3:8080               0s
  kubia-loadbalancer   10.180.0.1:8080,10.180.0.2:8080,10.180.0.3:8080               0s
  kubia-nodeport       10.180.0.1:8080,10.180.0.2:8080,10.180.0.3:8080               0s
  kubia-pending        <none>                                                        0s
  $ sluice get endpointslices | aged
  NAME                      ADDRESSTYPE   PORTS       ENDPOINTS                          AGE
  kubia-headless-v4-0       IPv4          8080        10.180.0.1,10.180.0.2,10.180.0.3   0s
  kubia-loadbalancer-v4-0   IPv4          8080        10.180.0.1,10.180.0.2,10.180.0.3   0s
  kubia-nodeport-v4-0       IPv4          8080        10.180.0.1,10.180.0.2,10.180.0.3   0s
  kubia-pending-v4-0        IPv4          <unset>     <unset>                            0s
  kubia-v4-0                IPv4          8080,8443   10.180.0.1,10.180.0.2,10.180.0.3   0s
  $ sluice get po --sort-by=.status.podIP | aged
  NAME          READY   STATUS    RESTARTS   AGE
  kubia-6zdtd   1/1     Running   0          0s
  kubia-rq5x8   1/1     Running   0          0s
  kubia-9t9v6   1/1     Running   0          0s
  $ sluice get po -o wide --sort-by=.status.podIP | aged
  NAME          READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
  kubia-6zdtd   1/1     Running   0          0s    10.180.0.1   <none>   <none>           <none>
  kubia-rq5x8   1/1     Running   0          0s    10.180.0.2   <none>   <none>           <none>
  kubia-9t9v6   1/1     Running   0          0s    10.180.0.3   <none>   <none>           <none>
  $ sluice get rs -o wide | aged
  NAME    DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES        SELECTOR
  kubia   3         3         3       0s    kubia        luksa/kubia   app=kubia
  $ sluice get nodes | aged
  NAME     STATUS   ROLES    AGE   VERSION
  edge-1   Ready    <none>   0s    <none>
  $ sluice get ns | aged
  NAME          STATUS   AGE
  default       Active   0s
  kube-system   Active   0s
  $ sluice get all | aged
  NAME              READY   STATUS    RESTARTS   AGE
  pod/kubia-6zdtd   1/1     Running   0          0s
  pod/kubia-9t9v6   1/1     Running   0          0s
  pod/kubia-rq5x8   1/1     Running   0          0s
  
  NAME                         TYPE           CLUSTER-IP       EXTERNAL-IP           PORT(S)          AGE
  service/external-name        ExternalName   <none>           api.somecompany.com   <none>           0s
  service/external-service     ClusterIP      10.111.3.4       <none>                80/TCP           0s
  service/kubia                ClusterIP      10.111.88.195    <none>                80/TCP,443/TCP   0s
  service/kubia-headless       ClusterIP      None             <none>                80/TCP           0s
  service/kubia-loadbalancer   LoadBalancer   10.111.241.153   203.0.113.16          80:32143/TCP     0s
  service/kubia-nodeport       NodePort       10.111.254.223   <none>                80:30123/TCP     0s
  service/kubia-pending        LoadBalancer   10.111.241.154   <pending>             80:32144/TCP     0s
  
  NAME                    DESIRED   CURRENT   READY   AGE
  replicaset.apps/kubia   3         3         3       0s

Names, short names and several kinds:

  $ sluice get endpointslice kubia-v4-0 -o jsonpath='{.metadata.name} {.ports[*].port}{"\n"}'
  kubia-v4-0 8080 8443
  $ sluice get svc/kubia rs/kubia -o name
  service/kubia
  replicaset.apps/kubia
  $ sluice get svc,ep -o name
  service/external-name
  service/external-service
  service/kubia
  service/kubia-headless
  service/kubia-loadbalancer
  service/kubia-nodeport
  service/kubia-pending
  endpoints/external-service
  endpoints/kubia
  endpoints/kubia-headless
  endpoints/kubia-loadbalancer
  endpoints/kubia-nodeport
  endpoints/kubia-pending
  $ sluice get services kubia nothing | aged
  Error from server (NotFound): services "nothing" not found
  NAME    TYPE        CLUSTER-IP      EXTERNAL-IP   PORT(S)          AGE
  kubia   ClusterIP   10.111.88.195   <none>        80/TCP,443/TCP   0s
  [1]

Selectors:

  $ sluice get svc -o name --field-selector spec.type=LoadBalancer
  service/kubia-loadbalancer
  service/kubia-pending
  $ sluice get svc -o name --field-selector spec.type!=ClusterIP,metadata.name!=external-name
  service/kubia-loadbalancer
  service/kubia-nodeport
  service/kubia-pending
  $ sluice get po --field-selector status.podIP=10.180.0.2 -o jsonpath='{.items[*].status.phase}{"\n"}'
  Running
  $ sluice get po --field-selector spec.image=x
  Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.image=x": field label not supported: spec.image
  [2]
  $ sluice get rs --field-selector spec.replicas=3
  Error from server (BadRequest): Unable to find "apps/v1, Resource=replicasets" that match label selector "", field selector "spec.replicas=3": field label not supported: spec.replicas
  [2]
  $ sluice get svc -w --field-selector nonsense
  Error from server (BadRequest): Unable to find "/v1, Resource=services" that match label selector "", field selector "nonsense": invalid selector: 'nonsense'; can't understand 'nonsense'
  [2]
  $ sluice get po -l app=nobody
  No resources found in default namespace.

Templates:

  $ sluice get svc -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.spec.ports[*].port}{"\n"}{end}'
  external-name\t (esc)
  external-service\t80 (esc)
  kubia\t80 443 (esc)
  kubia-headless\t80 (esc)
  kubia-loadbalancer\t80 (esc)
  kubia-nodeport\t80 (esc)
  kubia-pending\t80 (esc)
  $ sluice get svc kubia -o jsonpath='{.spec.ports[?(@.name=="https")].targetPort}{"\n"}'
  8443
  $ sluice get svc -o custom-columns=NAME:.metadata.name,TYPE:.spec.type,PORT:.spec.ports[0].nodePort
  NAME                 TYPE           PORT
  external-name        ExternalName   <none>
  external-service     ClusterIP      <none>
  kubia                ClusterIP      <none>
  kubia-headless       ClusterIP      <none>
  kubia-loadbalancer   LoadBalancer   32143
  kubia-nodeport       NodePort       30123
  kubia-pending        LoadBalancer   32144
  $ sluice get svc kubia -o jsonpath='{.spec.ports[7].port}'
  error: error executing jsonpath "{.spec.ports[7].port}": Error executing template: array index out of bounds: index 7, length 2
  [1]
