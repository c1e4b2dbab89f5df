Row 30: `describe` of what a cluster wrote, status and all, in kubectl's layout; compared with kubectl 1.32 as
row30-describe was.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ told() { sed -E -e '/^Events:$/,/^$/d' -e 's/^(CreationTimestamp: +).*/\1(time)/'; }
  $ apply <<'Y' >/dev/null 2>&1
  > apiVersion: v1
  > kind: Pod
  > metadata:
  >   name: full
  >   namespace: default
  >   labels: {app: full, pod-template-hash: abc}
  >   annotations: {multi: "line one\nline two\n", plain: x}
  >   ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: full-abc, uid: 11111111-2222-3333-4444-555555555555, controller: true, blockOwnerDeletion: true}]
  > spec:
  >   nodeName: edge-1
  >   priority: 0
  >   serviceAccountName: default
  >   nodeSelector: {disk: ssd, zone: a}
  >   initContainers:
  >   - {name: init, image: busybox, command: [sh, -c, "echo a\necho b"], args: [x, "y z"]}
  >   containers:
  >   - name: main
  >     image: nginx:1.25
  >     ports: [{containerPort: 80, name: http, protocol: TCP}, {containerPort: 53, protocol: UDP, hostPort: 53}]
  >     env: [{name: A, value: "1"}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: C, valueFrom: {configMapKeyRef: {name: c, key: k, optional: true}}}, {name: L, value: "l1\nl2"}]
  >     envFrom: [{configMapRef: {name: cm}}, {secretRef: {name: sec, optional: true}, prefix: P_}]
  >     resources: {limits: {cpu: 500m, memory: 128Mi}, requests: {cpu: 250m, memory: 64Mi}}
  >     volumeMounts: [{name: cfg, mountPath: /etc/cfg, readOnly: true, subPath: a}, {name: data, mountPath: /data}]
  >     livenessProbe: {httpGet: {path: /healthz, port: 8080, scheme: HTTP}, initialDelaySeconds: 3, timeoutSeconds: 1, periodSeconds: 3, successThreshold: 1, failureThreshold: 3}
  >     readinessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3}
  >     startupProbe: {grpc: {port: 9000, service: ""}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 30}
  >   volumes:
  >   - {name: cfg, configMap: {name: cm}}
  >   - {name: data, persistentVolumeClaim: {claimName: pvc}}
  >   - {name: sec, secret: {secretName: sss, optional: true}}
  >   - {name: host, hostPath: {path: /var, type: Directory}}
  >   - {name: tmp, emptyDir: {medium: Memory, sizeLimit: 1Gi}}
  >   tolerations:
  >   - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300}
  >   - {key: a, operator: Equal, value: b, effect: NoSchedule}
  >   - {operator: Exists}
  > status:
  >   phase: Running
  >   hostIP: 192.0.2.1
  >   podIP: 10.180.0.77
  >   podIPs: [{ip: 10.180.0.77}]
  >   startTime: "2026-01-02T03:04:05Z"
  >   qosClass: Burstable
  >   conditions: [{type: Initialized, status: "True"}, {type: Ready, status: "True"}, {type: ContainersReady, status: "True"}, {type: PodScheduled, status: "True"}]
  >   initContainerStatuses: [{name: init, ready: true, restartCount: 0, image: busybox, imageID: "busybox@sha256:1", containerID: "containerd://1", state: {terminated: {exitCode: 0, reason: Completed, startedAt: "2026-01-02T03:04:05Z", finishedAt: "2026-01-02T03:04:06Z"}}}]
  >   containerStatuses: [{name: main, ready: true, restartCount: 2, image: "nginx:1.25", imageID: "nginx@sha256:2", containerID: "containerd://2", state: {running: {startedAt: "2026-01-02T03:05:05Z"}}, lastState: {terminated: {exitCode: 1, reason: Error, startedAt: "2026-01-02T03:04:15Z", finishedAt: "2026-01-02T03:04:56Z"}}}]
  > ---
  > apiVersion: v1
  > kind: Node
  > metadata: {name: n2, labels: {node-role.kubernetes.io/control-plane: "", node-role.kubernetes.io/a: ""}}
  > spec: {podCIDR: 10.1.0.0/24, podCIDRs: [10.1.0.0/24], providerID: "x://y", unschedulable: true, taints: [{key: k, effect: NoSchedule}, {key: k2, value: v, effect: NoExecute}]}
  > status:
  >   addresses: [{type: InternalIP, address: 192.0.2.9}, {type: Hostname, address: n2}]
  >   capacity: {cpu: "4", memory: 16Gi, pods: "110"}
  >   allocatable: {cpu: "4", memory: 15Gi}
  >   conditions: [{type: MemoryPressure, status: "False", lastHeartbeatTime: "2026-01-02T03:04:05Z", lastTransitionTime: "2026-01-02T03:04:05Z", reason: Ok, message: fine}, {type: Ready, status: "True", lastHeartbeatTime: "2026-01-02T03:04:05Z", lastTransitionTime: "2026-01-02T03:04:05Z", reason: KubeletReady, message: kubelet is posting ready status}]
  >   nodeInfo: {machineID: m, systemUUID: s, bootID: b, kernelVersion: "6.1", osImage: Debian, containerRuntimeVersion: "containerd://1.7", kubeletVersion: v1.32.0, kubeProxyVersion: v1.32.0, operatingSystem: linux, architecture: amd64}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: td}
  > spec: {clusterIP: 10.96.0.77, trafficDistribution: PreferClose, selector: {app: full}, ports: [{port: 80}], internalTrafficPolicy: Local, publishNotReadyAddresses: true}
  > Y
  $ sluice describe po full | told
  Name:             full
  Namespace:        default
  Priority:         0
  Service Account:  default
  Node:             edge-1/192.0.2.1
  Start Time:       Fri, 02 Jan 2026 03:04:05 +0000
  Labels:           app=full
                    pod-template-hash=abc
  Annotations:      multi:
                      line one
                      line two
                    plain: x
  Status:           Running
  IP:               10.180.0.77
  IPs:
    IP:           10.180.0.77
  Controlled By:  ReplicaSet/full-abc
  Init Containers:
    init:
      Container ID:  containerd://1
      Image:         busybox
      Image ID:      busybox@sha256:1
      Port:          <none>
      Host Port:     <none>
      Command:
        sh
        -c
        echo a
        echo b
      Args:
        x
        y z
      State:          Terminated
        Reason:       Completed
        Exit Code:    0
        Started:      Fri, 02 Jan 2026 03:04:05 +0000
        Finished:     Fri, 02 Jan 2026 03:04:06 +0000
      Ready:          True
      Restart Count:  0
      Environment:    <none>
      Mounts:         <none>
  Containers:
    main:
      Container ID:   containerd://2
      Image:          nginx:1.25
      Image ID:       nginx@sha256:2
      Ports:          80/TCP, 53/UDP
      Host Ports:     0/TCP, 53/UDP
      State:          Running
        Started:      Fri, 02 Jan 2026 03:05:05 +0000
      Last State:     Terminated
        Reason:       Error
        Exit Code:    1
        Started:      Fri, 02 Jan 2026 03:04:15 +0000
        Finished:     Fri, 02 Jan 2026 03:04:56 +0000
      Ready:          True
      Restart Count:  2
      Limits:
        cpu:     500m
        memory:  128Mi
      Requests:
        cpu:      250m
        memory:   64Mi
      Liveness:   http-get http://:8080/healthz delay=3s timeout=1s period=3s #success=1 #failure=3
      Readiness:  tcp-socket :80 delay=0s timeout=1s period=10s #success=1 #failure=3
      Startup:    grpc <pod>:9000  delay=0s timeout=1s period=10s #success=1 #failure=30
      Environment Variables from:
        cm   ConfigMap                Optional: false
        sec  Secret with prefix 'P_'  Optional: true
      Environment:
        A:  1
        B:  <set to the key 'k' in secret 's'>      Optional: false
        C:  <set to the key 'k' of config map 'c'>  Optional: true
        L:  l1
            l2
      Mounts:
        /data from data (rw)
        /etc/cfg from cfg (ro,path="a")
  Conditions:
    Type              Status
    Initialized       True 
    Ready             True 
    ContainersReady   True 
    PodScheduled      True 
  Volumes:
    cfg:
      Type:      ConfigMap (a volume populated by a ConfigMap)
      Name:      cm
      Optional:  false
    data:
      Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
      ClaimName:  pvc
      ReadOnly:   false
    sec:
      Type:        Secret (a volume populated by a Secret)
      SecretName:  sss
      Optional:    true
    host:
      Type:          HostPath (bare host directory volume)
      Path:          /var
      HostPathType:  Directory
    tmp:
      Type:        EmptyDir (a temporary directory that shares a pod's lifetime)
      Medium:      Memory
      SizeLimit:   1Gi
  QoS Class:       Burstable
  Node-Selectors:  disk=ssd
                   zone=a
  Tolerations:     op=Exists
                   a=b:NoSchedule
                   node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
  $ sluice describe no n2 | told
  Name:               n2
  Roles:              a,control-plane
  Labels:             node-role.kubernetes.io/a=
                      node-role.kubernetes.io/control-plane=
  Annotations:        <none>
  CreationTimestamp:  (time)
  Taints:             k2=v:NoExecute
                      k:NoSchedule
  Unschedulable:      true
  Conditions:
    Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason         Message
    ----             ------  -----------------                 ------------------                ------         -------
    MemoryPressure   False   Fri, 02 Jan 2026 03:04:05 +0000   Fri, 02 Jan 2026 03:04:05 +0000   Ok             fine
    Ready            True    Fri, 02 Jan 2026 03:04:05 +0000   Fri, 02 Jan 2026 03:04:05 +0000   KubeletReady   kubelet is posting ready status
  Addresses:
    InternalIP:  192.0.2.9
    Hostname:    n2
  Capacity:
    cpu:     4
    memory:  16Gi
    pods:    110
  Allocatable:
    cpu:     4
    memory:  15Gi
  System Info:
    Machine ID:                 m
    System UUID:                s
    Boot ID:                    b
    Kernel Version:             6.1
    OS Image:                   Debian
    Operating System:           linux
    Architecture:               amd64
    Container Runtime Version:  containerd://1.7
    Kubelet Version:            v1.32.0
    Kube-Proxy Version:         v1.32.0
  PodCIDR:                      10.1.0.0/24
  PodCIDRs:                     10.1.0.0/24
  ProviderID:                   x://y
  $ sluice describe svc td | told
  Name:                     td
  Namespace:                default
  Labels:                   <none>
  Annotations:              <none>
  Selector:                 app=full
  Type:                     ClusterIP
  IP Family Policy:         SingleStack
  IP Families:              IPv4
  IP:                       10.96.0.77
  IPs:                      10.96.0.77
  Port:                     <unset>  80/TCP
  TargetPort:               80/TCP
  Endpoints:                10.180.0.77:80
  Session Affinity:         None
  Internal Traffic Policy:  Local
  Traffic Distribution:     PreferClose
  $ sluice get no n2 -o wide | aged
  NAME   STATUS                     ROLES             AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE   KERNEL-VERSION   CONTAINER-RUNTIME
  n2     Ready,SchedulingDisabled   a,control-plane   0s    v1.32.0   192.0.2.9     <none>        Debian     6.1              containerd://1.7
  $ sluice get po full -o wide | sed -E 's/[0-9a-z]+ ago/(age) ago/; s/ [0-9]+s  / 0s  /; s/  +/  /g'
  NAME  READY  STATUS  RESTARTS  AGE  IP  NODE  NOMINATED NODE  READINESS GATES
  full  1/1  Running  2 ((age) ago)  0s  10.180.0.77  edge-1  <none>  <none>
