Services made of options: create service, and expose.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ sluice create service clusterip kubia --tcp=80:8080 --tcp=443:https
  command line:1:128: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia created
  $ sluice get svc kubia -o jsonpath='{.spec.selector}{.metadata.labels}{.spec.ports[*].name}{.spec.ports[*].targetPort}'
  {"app":"kubia"}{"app":"kubia"}80-8080 443-https8080 https (no-eol)
  $ sluice create svc nodeport np --tcp=80 --node-port=30123
  command line:1:121: note: spec.selector: no pod matches: default/np refuses connections until one does
  service/np created
  $ sluice create service loadbalancer lb --tcp=80:8080,81 --dry-run=client -o name
  service/lb
  $ sluice create service externalname ext --external-name example.com
  service/ext created
  $ sluice create service clusterip none --clusterip=None
  service/none created
  $ sluice get svc | awk '{print $1, $2, $5}'
  NAME TYPE PORT(S)
  ext ExternalName <none>
  kubia ClusterIP 80/TCP,443/TCP
  none ClusterIP <none>
  np NodePort 80:30123/TCP
  $ sluice create service nodeport np --tcp=80
  Error from server (AlreadyExists): services "np" already exists
  [1]
  $ sluice create service nodeport np2 --tcp=80 --node-port=30123
  command line:1:213: error: spec.ports[0].nodePort: the provided port is already allocated: service/np (command line:1) has it
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice create service clusterip x
  error: at least one tcp port specifier must be provided
  [2]
  $ sluice create service clusterip x --tcp=0
  error: '0' is no port: PORT or PORT:TARGETPORT, numbers 1-65535, the target may be a name
  [2]
  $ sluice create service externalname x
  error: required flag(s) "external-name" not set
  [2]
  $ sluice create service lb x --tcp=80
  error: which type? clusterip, nodeport, loadbalancer or externalname
  [2]
  $ sluice create deployment x
  error: 'deployment' is not made of options, a service and a namespace are; see 'sluice create -h'
  [2]
  $ sluice create service clusterip x --tcp=80 --dry-run=client -o yaml
  apiVersion: v1
  kind: Service
  metadata:
    creationTimestamp: null
    labels:
      app: x
    name: x
  spec:
    ports:
    - name: "80"
      port: 80
      protocol: TCP
      targetPort: 80
    selector:
      app: x
    type: ClusterIP
  status:
    loadBalancer: {}
  $ sluice create service clusterip x --tcp=80 --dry-run=server
  command line:1:120: note: spec.selector: no pod matches: default/x refuses connections until one does
  service/x created (server dry run)
  $ apply <<Y
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: web, labels: {tier: front}, annotations: {sluice/pod-ips: $POD1}}
  > spec:
  >   replicas: 1
  >   selector: {matchLabels: {app: web}}
  >   template:
  >     metadata: {labels: {app: web}}
  >     spec: {containers: [{name: c, ports: [{containerPort: 8080}, {containerPort: 53, protocol: UDP}]}]}
  > Y
  replicaset.apps/web created
  $ sluice expose rs web
  service/web exposed
  $ sluice get svc web -o jsonpath='{.spec.selector}{.metadata.labels}{"\n"}{range .spec.ports[*]}{.name} {.port}/{.protocol} {.targetPort}{"\n"}{end}'
  {"app":"web"}{"tier":"front"}
  port-1 8080/TCP 8080
  port-2 53/UDP 53
  $ sluice get ep web --no-headers | awk '{print $2}' | named
  @pod1:53,@pod1:8080
  $ sluice expose rs/web --name=web2 --port=80 --target-port=8080 --type=NodePort --session-affinity=ClientIP
  service/web2 exposed
  $ sluice expose svc web2 --name=web3 --port=80 --selector=app=x,b=c --cluster-ip=None --dry-run=client -o jsonpath='{.spec}'
  {"clusterIP":"None","ports":[{"port":80,"protocol":"TCP","targetPort":80}],"selector":{"app":"x","b":"c"}} (no-eol)
  $ sluice expose svc nobody --port=80
  Error from server (NotFound): services "nobody" not found
  [1]
  $ sluice expose rs web --name=w --port=http
  error: --port takes numbers 1-65535 with commas between, not 'http'
  [2]
  $ sluice expose no edge-1 --port=80
  error: cannot expose a Node
  [2]
  $ sluice expose rs web --port=80
  Error from server (AlreadyExists): services "web" already exists
  [1]
