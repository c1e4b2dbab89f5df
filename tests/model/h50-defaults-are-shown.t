What an API server fills in is shown of endpoints and of containers too: protocol TCP, a slice's nameless port,
a probe's numbers (H50). What is stored stays what was written, and applying what was shown changes nothing.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >all.yaml <<'Y'
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: outside}
  > subsets: [{addresses: [{ip: 11.11.11.11}], ports: [{port: 80}]}]
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: near-1, labels: {kubernetes.io/service-name: near}}
  > addressType: IPv4
  > ports: [{port: 80}]
  > endpoints: [{addresses: [10.180.0.61]}]
  > ---
  > apiVersion: apps/v1
  > kind: Deployment
  > metadata: {name: web}
  > spec:
  >   selector: {matchLabels: {app: web}}
  >   template:
  >     metadata: {labels: {app: web}}
  >     spec:
  >       containers:
  >       - {name: web, image: web, ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}], readinessProbe: {httpGet: {port: 80}, periodSeconds: 3}}
  > Y
  $ apply <all.yaml
  standard input:13:1: note: metadata: it has no pods until the annotation sluice/pod-ips gives their addresses, as "10.1.0.1, 10.1.0.2"
  endpoints/outside created
  endpointslice.discovery.k8s.io/near-1 created
  deployment.apps/web created
  $ sluice get ep outside -o jsonpath='{.subsets[0].ports}{"\n"}'
  [{"port":80,"protocol":"TCP"}]
  $ sluice get endpointslice near-1 -o jsonpath='{.ports}{"\n"}'
  [{"name":"","port":80,"protocol":"TCP"}]
  $ sluice get deploy web -o jsonpath='{range .spec.template.spec.containers[0]}{.ports}{"\n"}{.readinessProbe}{"\n"}{end}'
  [{"containerPort":80,"protocol":"TCP"},{"containerPort":53,"protocol":"UDP"}]
  {"failureThreshold":3,"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"periodSeconds":3,"successThreshold":1,"timeoutSeconds":1}
  $ sluice get ep,endpointslice,deploy -o yaml | sluice apply -f - | grep -v unchanged
  [1]
  $ sluice diff -f all.yaml 2>&1
  $ apply <all.yaml
  endpoints/outside unchanged
  endpointslice.discovery.k8s.io/near-1 unchanged
  deployment.apps/web unchanged

A patch finds the port that it means by its defaults:

  $ sluice patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","ports":[{"containerPort":80,"name":"http"}]}]}}}}'
  deployment.apps/web patched
  $ sluice get deploy web -o jsonpath='{.spec.template.spec.containers[0].ports}{"\n"}'
  [{"containerPort":80,"name":"http","protocol":"TCP"},{"containerPort":53,"protocol":"UDP"}]
