Row 31: lists as kubectl takes them. What an item of a ServiceList leaves out, as an API server's own answers do,
its list says for it.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<'Y'
  > apiVersion: v1
  > kind: ServiceList
  > metadata: {resourceVersion: "17"}
  > items:
  > - metadata: {name: one}
  >   spec: {clusterIP: 10.96.0.21, ports: [{port: 80}]}
  > - apiVersion: v1
  >   kind: Service
  >   metadata: {name: two}
  >   spec: {ports: [{port: 80}]}
  > Y
  service/one created
  service/two created
  $ apply <<'Y'
  > {"kind": "EndpointSliceList", "apiVersion": "discovery.k8s.io/v1", "items": [
  >   {"metadata": {"name": "one-1", "labels": {"kubernetes.io/service-name": "one"}}, "addressType": "IPv4",
  >    "ports": [{"port": 80}], "endpoints": [{"addresses": ["10.180.0.61"]}]}]}
  > Y
  endpointslice.discovery.k8s.io/one-1 created
  $ blocks default/one
  default/one internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    port 80/TCP
      10.180.0.61:80 Cluster serving
  $ apply <<'Y'
  > apiVersion: monitoring.coreos.com/v1
  > kind: PrometheusList
  > items: [{metadata: {name: main}}]
  > Y
  No resources found
  standard input:3:9: note: no effect here, passed over: Prometheus.monitoring.coreos.com
  $ apply <<'Y'
  > apiVersion: v1
  > kind: ServiceList
  > items:
  > - metadata: {name: one}
  >   sepc: {ports: [{port: 80}]}
  > - 7
  > ---
  > apiVersion: v1
  > kind: List
  > items:
  > - metadata: {name: one}
  > Y
  standard input:5:3: error: sepc: unknown field "sepc": did you mean "spec"?
  standard input:6:3: error: expected a manifest: a map with apiVersion and kind, found an integer (7)
  standard input:11:3: error: kind is missing: what is this? (Service, Pod, ...)
  error: refused, nothing is changed: 3 errors
  [3]
