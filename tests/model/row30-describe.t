Rows 29 and 30: `describe` in kubectl's layout. What stands here was compared with kubectl 1.32, which was given
the same objects by a small API server; "Not Endpoints" is ours.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ told() { sed -E -e '/^Events:$/,/^$/d' -e 's/[A-Z][a-z]{2}, [0-9]{2} .* [+]0000/(time)/'; }
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata:
  >   name: kubia
  >   labels: {app: kubia, tier: web}
  >   annotations: {note: "hello", long: "this is a very long annotation whose text goes on and on beyond what one line of a terminal may hold, so that kubectl breaks it after its name and ends"}
  > spec:
  >   clusterIP: 10.111.88.195
  >   selector: {app: kubia}
  >   sessionAffinity: ClientIP
  >   ports: [{name: http, port: 80, targetPort: http}, {name: https, port: 443, targetPort: 8443}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: lb, labels: {a: b}}
  > spec:
  >   type: LoadBalancer
  >   loadBalancerIP: 203.0.113.17
  >   loadBalancerSourceRanges: [198.51.100.0/24, 10.0.0.0/8]
  >   externalTrafficPolicy: Local
  >   externalIPs: [198.18.5.7]
  >   selector: {app: kubia}
  >   ipFamilyPolicy: PreferDualStack
  >   ports: [{port: 80, targetPort: 8080, nodePort: 30123}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: headless}
  > spec: {clusterIP: None, selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: xname}
  > spec: {type: ExternalName, externalName: api.somecompany.com}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: ext}
  > spec: {clusterIP: 10.111.3.4, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: ext}
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
  >     spec:
  >       containers:
  >       - name: kubia
  >         image: luksa/kubia
  >         command: [node, app.js]
  >         env: [{name: A, value: b}, {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
  >         resources: {limits: {cpu: 100m}, requests: {cpu: 10m, memory: 10Mi}}
  >         volumeMounts: [{name: v, mountPath: /v, readOnly: true}]
  >         ports: [{name: http, containerPort: 8080}, {name: https, containerPort: 8443, protocol: TCP}]
  >         readinessProbe: {exec: {command: [ls, /var/ready]}}
  >         livenessProbe: {httpGet: {path: /, port: 8080}, initialDelaySeconds: 15}
  >         startupProbe: {tcpSocket: {port: http}}
  >       volumes: [{name: v, emptyDir: {}}]
  > ---
  > apiVersion: apps/v1
  > kind: Deployment
  > metadata: {name: dep, labels: {x: z}}
  > spec:
  >   replicas: 2
  >   selector: {matchLabels: {app: dep}}
  >   template:
  >     metadata: {labels: {app: dep}}
  >     spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}], readinessProbe: {grpc: {port: 9000, service: s}}}]}
  > ---
  > apiVersion: apps/v1
  > kind: StatefulSet
  > metadata: {name: sts, annotations: {sluice/pod-ips: "10.180.0.8"}}
  > spec:
  >   replicas: 1
  >   serviceName: headless
  >   selector: {matchLabels: {app: sts}}
  >   template:
  >     metadata: {labels: {app: sts}}
  >     spec: {containers: [{name: c, image: i}]}
  > ---
  > apiVersion: v1
  > kind: ReplicationController
  > metadata: {name: rc}
  > spec:
  >   replicas: 2
  >   selector: {app: rc}
  >   template:
  >     metadata: {labels: {app: rc}}
  >     spec: {containers: [{name: c, image: i, readinessProbe: {httpGet: {path: /healthz, port: web, scheme: HTTPS, host: a.b}}}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: alone, labels: {app: kubia}, annotations: {sluice/pod-ips: "10.180.0.9, fd00:180::9"}}
  > spec: {nodeName: edge-1, containers: [{name: c, image: i, ports: [{containerPort: 8080}]}], readinessGates: [{conditionType: x.y/z}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: noaddr, labels: {app: kubia}}
  > spec: {containers: [{name: c, image: i}]}
  > Y
  $ sluice describe svc kubia | told
  Name:                     kubia
  Namespace:                default
  Labels:                   app=kubia
                            tier=web
  Annotations:              long:
                              this is a very long annotation whose text goes on and on beyond what one line of a terminal may hold, so that kubectl breaks it after its ...
                            note: hello
  Selector:                 app=kubia
  Type:                     ClusterIP
  IP Family Policy:         SingleStack
  IP Families:              IPv4
  IP:                       10.111.88.195
  IPs:                      10.111.88.195
  Port:                     http  80/TCP
  TargetPort:               http/TCP
  Endpoints:                10.180.0.1:8080,10.180.0.2:8080,10.180.0.3:8080
  Port:                     https  443/TCP
  TargetPort:               8443/TCP
  Endpoints:                10.180.0.1:8443,10.180.0.2:8443,10.180.0.3:8443
  Session Affinity:         ClientIP
  Internal Traffic Policy:  Cluster
  Not Endpoints:            alone: it is not ready
                            alone port http: it has no container port of the targetPort's name and protocol
                            noaddr: it has no address: neither status.podIPs nor the annotation sluice/pod-ips
  $ sluice describe svc lb | told
  Name:                        lb
  Namespace:                   default
  Labels:                      a=b
  Annotations:                 <none>
  Selector:                    app=kubia
  Type:                        LoadBalancer
  IP Family Policy:            PreferDualStack
  IP Families:                 IPv4,IPv6
  IP:                          10.* (glob)
  IPs:                         10.*,fd00:96::* (glob)
  External IPs:                198.18.5.7
  Desired LoadBalancer IP:     203.0.113.17
  LoadBalancer Ingress:        203.0.113.17 (VIP)
  Port:                        <unset>  80/TCP
  TargetPort:                  8080/TCP
  NodePort:                    <unset>  30123/TCP
  Endpoints:                   10.180.0.1:8080,10.180.0.2:8080,10.180.0.3:8080
  Session Affinity:            None
  External Traffic Policy:     Local
  Internal Traffic Policy:     Cluster
  HealthCheck NodePort:        3* (glob)
  LoadBalancer Source Ranges:  198.51.100.0/24,10.0.0.0/8
  Not Endpoints:               alone: it is not ready
                               noaddr: it has no address: neither status.podIPs nor the annotation sluice/pod-ips
  $ sluice describe svc headless xname ext | told
  Name:                     headless
  Namespace:                default
  Labels:                   <none>
  Annotations:              <none>
  Selector:                 app=kubia
  Type:                     ClusterIP
  IP Family Policy:         SingleStack
  IP Families:              IPv4
  IP:                       None
  IPs:                      None
  Port:                     <unset>  80/TCP
  TargetPort:               8080/TCP
  Endpoints:                10.180.0.1:8080,10.180.0.2:8080,10.180.0.3:8080
  Session Affinity:         None
  Internal Traffic Policy:  Cluster
  Not Endpoints:            alone: it is not ready
                            noaddr: it has no address: neither status.podIPs nor the annotation sluice/pod-ips
  
  Name:              xname
  Namespace:         default
  Labels:            <none>
  Annotations:       <none>
  Selector:          <none>
  Type:              ExternalName
  IP Families:       <none>
  IP:                
  IPs:               <none>
  External Name:     api.somecompany.com
  Session Affinity:  None
  
  Name:                     ext
  Namespace:                default
  Labels:                   <none>
  Annotations:              <none>
  Selector:                 <none>
  Type:                     ClusterIP
  IP Family Policy:         SingleStack
  IP Families:              IPv4
  IP:                       10.111.3.4
  IPs:                      10.111.3.4
  Port:                     <unset>  80/TCP
  TargetPort:               80/TCP
  Endpoints:                11.11.11.11:80,22.22.22.22:80
  Session Affinity:         None
  Internal Traffic Policy:  Cluster
  $ sluice describe ep kubia | told
  Name:         kubia
  Namespace:    default
  Labels:       app=kubia
                tier=web
  Annotations:  <none>
  Subsets:
    Addresses:          10.180.0.1,10.180.0.2,10.180.0.3
    NotReadyAddresses:  <none>
    Ports:
      Name   Port  Protocol
      ----   ----  --------
      https  8443  TCP
      http   8080  TCP
  
    Addresses:          <none>
    NotReadyAddresses:  10.180.0.9
    Ports:
      Name   Port  Protocol
      ----   ----  --------
      https  8443  TCP
  
  Events:  <none>
  $ sluice describe endpointslices kubia-v4-0 | told
  Name:         kubia-v4-0
  Namespace:    default
  Labels:       app=kubia
                endpointslice.kubernetes.io/managed-by=endpointslice-controller.k8s.io
                kubernetes.io/service-name=kubia
                tier=web
  Annotations:  <none>
  AddressType:  IPv4
  Ports:
    Name   Port  Protocol
    ----   ----  --------
    http   8080  TCP
    https  8443  TCP
  Endpoints:
    - Addresses:  10.180.0.1
      Conditions:
        Ready:    true
      Hostname:   <unset>
      TargetRef:  Pod/kubia-6zdtd
      NodeName:   <unset>
      Zone:       <unset>
    - Addresses:  10.180.0.2
      Conditions:
        Ready:    true
      Hostname:   <unset>
      TargetRef:  Pod/kubia-rq5x8
      NodeName:   <unset>
      Zone:       <unset>
    - Addresses:  10.180.0.3
      Conditions:
        Ready:    true
      Hostname:   <unset>
      TargetRef:  Pod/kubia-9t9v6
      NodeName:   <unset>
      Zone:       <unset>
  Events:         <none>
  $ sluice describe po alone noaddr | told
  Name:         alone
  Namespace:    default
  Node:         edge-1/
  Labels:       app=kubia
  Annotations:  sluice/pod-ips: 10.180.0.9, fd00:180::9
  Status:       Running
  IP:           10.180.0.9
  IPs:
    IP:  10.180.0.9
    IP:  fd00:180::9
  Containers:
    c:
      Image:        i
      Port:         8080/TCP
      Host Port:    0/TCP
      Environment:  <none>
      Mounts:       <none>
  Readiness Gates:
    Type    Status
    x.y/z   <none> 
  Conditions:
    Type           Status
    Ready          False 
  Volumes:         <none>
  QoS Class:       BestEffort
  Node-Selectors:  <none>
  Tolerations:     <none>
  
  Name:         noaddr
  Namespace:    default
  Node:         <none>
  Labels:       app=kubia
  Annotations:  <none>
  Status:       Pending
  IP:           
  IPs:          <none>
  No Address:   status.podIP or the annotation sluice/pod-ips gives it one
  Containers:
    c:
      Image:        i
      Port:         <none>
      Host Port:    <none>
      Environment:  <none>
      Mounts:       <none>
  Conditions:
    Type           Status
    Ready          False 
  Volumes:         <none>
  QoS Class:       BestEffort
  Node-Selectors:  <none>
  Tolerations:     <none>
  $ sluice describe rs kubia | told
  Name:         kubia
  Namespace:    default
  Selector:     app=kubia
  Labels:       <none>
  Annotations:  sluice/pod-ips: 10.180.0.1, 10.180.0.2, 10.180.0.3
  Replicas:     3 current / 3 desired
  Pods Status:  3 Running / 0 Waiting / 0 Succeeded / 0 Failed
  Pod Template:
    Labels:  app=kubia
    Containers:
     kubia:
      Image:       luksa/kubia
      Ports:       8080/TCP, 8443/TCP
      Host Ports:  0/TCP, 0/TCP
      Command:
        node
        app.js
      Limits:
        cpu:  100m
      Requests:
        cpu:      10m
        memory:   10Mi
      Liveness:   http-get http://:8080/ delay=15s timeout=1s period=10s #success=1 #failure=3
      Readiness:  exec [ls /var/ready] delay=0s timeout=1s period=10s #success=1 #failure=3
      Startup:    tcp-socket :http delay=0s timeout=1s period=10s #success=1 #failure=3
      Environment:
        A:    b
        POD:   (v1:metadata.name)
      Mounts:
        /v from v (ro)
    Volumes:
     v:
      Type:          EmptyDir (a temporary directory that shares a pod's lifetime)
      Medium:        
      SizeLimit:     <unset>
    Node-Selectors:  <none>
    Tolerations:     <none>
  $ sluice describe deploy dep | told
  Name:                   dep
  Namespace:              default
  CreationTimestamp:      (time)
  Labels:                 x=z
  Annotations:            <none>
  Selector:               app=dep
  Replicas:               2 desired | 0 updated | 0 total | 0 available | 2 unavailable
  StrategyType:           RollingUpdate
  MinReadySeconds:        0
  RollingUpdateStrategy:  25% max unavailable, 25% max surge
  Pods:                   its pods have no address here: name them in the annotation sluice/pod-ips: "10.1.0.1, 10.1.0.2"
  Pod Template:
    Labels:  app=dep
    Containers:
     c:
      Image:         i
      Port:          80/TCP
      Host Port:     0/TCP
      Readiness:     grpc <pod>:9000 s delay=0s timeout=1s period=10s #success=1 #failure=3
      Environment:   <none>
      Mounts:        <none>
    Volumes:         <none>
    Node-Selectors:  <none>
    Tolerations:     <none>
  $ sluice describe sts sts | told
  Name:               sts
  Namespace:          default
  CreationTimestamp:  (time)
  Selector:           app=sts
  Labels:             <none>
  Annotations:        sluice/pod-ips: 10.180.0.8
  Replicas:           1 desired | 1 total
  Update Strategy:    RollingUpdate
    Partition:        0
  Pods Status:        1 Running / 0 Waiting / 0 Succeeded / 0 Failed
  Pod Template:
    Labels:  app=sts
    Containers:
     c:
      Image:         i
      Port:          <none>
      Host Port:     <none>
      Environment:   <none>
      Mounts:        <none>
    Volumes:         <none>
    Node-Selectors:  <none>
    Tolerations:     <none>
  Volume Claims:     <none>
  $ sluice describe rc rc | told
  Name:         rc
  Namespace:    default
  Selector:     app=rc
  Labels:       <none>
  Annotations:  <none>
  Replicas:     0 current / 2 desired
  Pods Status:  0 Running / 0 Waiting / 0 Succeeded / 0 Failed
  Pods:         its pods have no address here: name them in the annotation sluice/pod-ips: "10.1.0.1, 10.1.0.2"
  Pod Template:
    Labels:  app=rc
    Containers:
     c:
      Image:         i
      Port:          <none>
      Host Port:     <none>
      Readiness:     http-get https://a.b:web/healthz delay=0s timeout=1s period=10s #success=1 #failure=3
      Environment:   <none>
      Mounts:        <none>
    Volumes:         <none>
    Node-Selectors:  <none>
    Tolerations:     <none>
  $ sluice describe no edge-1 | told
  Name:               edge-1
  Roles:              <none>
  Labels:             kubernetes.io/hostname=edge-1
                      topology.kubernetes.io/zone=a
  Annotations:        <none>
  CreationTimestamp:  (time)
  Taints:             <none>
  Unschedulable:      false
  Conditions:
    Type    Status  LastHeartbeatTime                 LastTransitionTime                Reason  Message
    ----    ------  -----------------                 ------------------                ------  -------
    Ready   True    (time)           
  Addresses:
    InternalIP:  192.0.2.1
    InternalIP:  2001:db8::1
    InternalIP:  10.180.0.1
    InternalIP:  fd00:180::1
  System Info:
    Machine ID:                 
    System UUID:                
    Boot ID:                    
    Kernel Version:             
    OS Image:                   
    Operating System:           
    Architecture:               
    Container Runtime Version:  
    Kubelet Version:            
    Kube-Proxy Version:         
  Events:                       <none>
  $ sluice describe ns default | told
  Name:         default
  Labels:       kubernetes.io/metadata.name=default
  Annotations:  <none>
  Status:       Active
  
  No resource quota.
  
  No LimitRange resource.
