Rows 29 and 30: Ingresses are kept, listed and described as kubectl does it, with the endpoints behind each path. What
they say is checked; no request is routed by it.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ sluice get ing
  No resources found in default namespace.
  $ apply <<'Y'
  > apiVersion: networking.k8s.io/v1
  > kind: Ingress
  > metadata: {name: kubia, labels: {app: kubia}, annotations: {nginx.ingress.kubernetes.io/rewrite-target: /}}
  > spec:
  >   ingressClassName: nginx
  >   tls: [{hosts: [kubia.example.com, foo.example.com], secretName: tls-secret}, {hosts: [bar.example.com]}]
  >   rules:
  >   - host: kubia.example.com
  >     http:
  >       paths:
  >       - {path: /kubia, pathType: Prefix, backend: {service: {name: kubia, port: {number: 80}}}}
  >       - {path: /foo, pathType: Exact, backend: {service: {name: gone, port: {name: http}}}}
  >       - {path: /file, pathType: Exact, backend: {resource: {apiGroup: k8s.example.com, kind: Bucket, name: one}}}
  >   - http: {paths: [{pathType: ImplementationSpecific, backend: {service: {name: kubia, port: {name: https}}}}]}
  >   - host: b.example.com
  >   - host: "*.c.example.com"
  >   - host: d.example.com
  > status: {loadBalancer: {ingress: [{ip: 192.168.39.93}, {hostname: balancer.example.com}]}}
  > ---
  > apiVersion: networking.k8s.io/v1
  > kind: Ingress
  > metadata: {name: plain}
  > spec: {defaultBackend: {service: {name: kubia, port: {number: 81}}}}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {ports: [{name: http, port: 80}, {name: https, port: 443}]}
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: kubia-1, labels: {kubernetes.io/service-name: kubia}}
  > addressType: IPv4
  > ports: [{name: http, port: 8080}, {name: https, port: 8443}]
  > endpoints: [{addresses: [10.180.0.61]}, {addresses: [10.180.0.62]}, {addresses: [10.180.0.63]}, {addresses: [10.180.0.64]}]
  > Y
  standard input:4:1: note: spec: no effect here: Hosts, paths and their Services. No HTTP is answered by it: clients reach the Services themselves. (2 times in this text)
  ingress.networking.k8s.io/kubia created
  ingress.networking.k8s.io/plain created
  service/kubia created
  endpointslice.discovery.k8s.io/kubia-1 created
  $ sluice get ing | aged
  NAME    CLASS    HOSTS                                                         ADDRESS            PORTS     AGE
  kubia   nginx    kubia.example.com,b.example.com,*.c.example.com + 2 more...   192.168.39.93...   80, 443   0s
  plain   <none>   *                                                                                80        0s
  $ sluice get ingress kubia -o wide | aged
  NAME    CLASS   HOSTS                                                         ADDRESS                              PORTS     AGE
  kubia   nginx   kubia.example.com,b.example.com,*.c.example.com + 2 more...   192.168.39.93,balancer.example.com   80, 443   0s
  $ sluice get ingresses.networking.k8s.io -o name
  ingress.networking.k8s.io/kubia
  ingress.networking.k8s.io/plain
  $ sluice describe ing kubia | sed '/^Events/,$d'
  Name:             kubia
  Labels:           app=kubia
  Namespace:        default
  Address:          192.168.39.93,balancer.example.com
  Ingress Class:    nginx
  Default backend:  <default>
  TLS:
    tls-secret terminates kubia.example.com,foo.example.com
    SNI routes bar.example.com
  Rules:
    Host               Path  Backends
    ----               ----  --------
    kubia.example.com  
                       /kubia   kubia:80 (10.180.0.61:8080,10.180.0.62:8080,10.180.0.63:8080 + 1 more...)
                       /foo     gone:http (<error: services "gone" not found>)
                       /file    APIGroup: k8s.example.com, Kind: Bucket, Name: one
    *                  
                          kubia:https (10.180.0.61:8443,10.180.0.62:8443,10.180.0.63:8443 + 1 more...)
  Annotations:         nginx.ingress.kubernetes.io/rewrite-target: /
  $ sluice describe ing plain | sed '/^Events/,$d'
  Name:             plain
  Labels:           <none>
  Namespace:        default
  Address:          
  Ingress Class:    <none>
  Default backend:  kubia:81 (<none>)
  Rules:
    Host        Path  Backends
    ----        ----  --------
    *           *     kubia:81 (<none>)
  Annotations:  <none>
  $ sluice get ing -o yaml | sluice apply -f - 2>/dev/null
  ingress.networking.k8s.io/kubia unchanged
  ingress.networking.k8s.io/plain unchanged
  $ sluice get ing nobody
  Error from server (NotFound): ingresses.networking.k8s.io "nobody" not found
  [1]
  $ board_restart
  $ sluice get ing -o name
  ingress.networking.k8s.io/kubia
  ingress.networking.k8s.io/plain
  $ sluice delete ing plain
  ingress.networking.k8s.io "plain" deleted
  $ sluice patch ing kubia --type=json -p '[{"op":"remove","path":"/spec/tls"}]' 2>/dev/null
  ingress.networking.k8s.io/kubia patched
  $ sluice get ing | aged
  NAME    CLASS   HOSTS                                                         ADDRESS            PORTS   AGE
  kubia   nginx   kubia.example.com,b.example.com,*.c.example.com + 2 more...   192.168.39.93...   80      0s

Older forms, which no server takes any more, are passed over as before; fields of theirs in the present form are told:

  $ apply <<'Y'
  > apiVersion: extensions/v1beta1
  > kind: Ingress
  > metadata: {name: old}
  > spec: {rules: [{http: {paths: [{path: /, backend: {serviceName: kubia, servicePort: 80}}]}}]}
  > ---
  > apiVersion: networking.k8s.io/v1beta1
  > kind: Ingress
  > metadata: {name: old}
  > spec: {backend: {serviceName: kubia, servicePort: 80}}
  > Y
  No resources found
  standard input:1:1: note: no effect here, passed over: Ingress (2)
  $ apply <<'Y'
  > apiVersion: networking.k8s.io/v1
  > kind: Ingress
  > metadata: {name: old}
  > spec: {rules: [{http: {paths: [{path: /, backend: {serviceName: kubia, servicePort: 80}}]}}], tls: {hosts: [a]}, rule: []}
  > ---
  > apiVersion: networking.k8s.io/v2
  > kind: Ingress
  > metadata: {name: new}
  > Y
  standard input:4:52: error: spec.rules[0].http.paths[0].backend.serviceName: a field of v1beta1: write service: {name: ...}
  standard input:4:72: error: spec.rules[0].http.paths[0].backend.servicePort: a field of v1beta1: write service: {port: {number: ...}}
  standard input:4:100: error: spec.tls: expected a list of maps, found a map: begin each item with '- '
  standard input:4:114: error: spec.rule: unknown field "rule": did you mean "rules"?
  standard input:6:13: error: apiVersion: "networking.k8s.io/v2" is not known for kind Ingress: did you mean "networking.k8s.io/v1"?
  error: refused, nothing is changed: 5 errors
  [3]
