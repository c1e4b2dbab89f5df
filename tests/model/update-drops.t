What has no use any more goes with the change that takes its use away, as in a cluster, and does not
come back with it: the name of an ExternalName Service, the settings of ClientIP affinity, the port
of health checks.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ show() { sluice get svc kubia -o yaml | sed -n '/^spec/,/^status/p' | grep -E "$1"; }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {type: ExternalName, externalName: db.example.com, sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}, ports: [{port: 80}]}
  > Y
  standard input:4:81: note: spec.sessionAffinityConfig: no effect here: needs sessionAffinity ClientIP
  service/kubia created
  $ sluice patch svc kubia -p '{"spec": {"type": "ClusterIP"}}'
  service/kubia patched
  $ show 'externalName|timeout'
  [1]
  $ sluice patch svc kubia -p '{"spec": {"type": "ExternalName"}}'
  --patch:1:10: error: spec.externalName: type ExternalName needs a DNS name here
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice patch svc kubia -p '{"spec": {"sessionAffinity": "ClientIP"}}'
  service/kubia patched
  $ show timeout
        timeoutSeconds: 10800
  $ sluice patch svc kubia -p '{"spec": {"sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 77}}}}'
  service/kubia patched
  $ show timeout
        timeoutSeconds: 77
  $ sluice patch svc kubia -p '{"spec": {"sessionAffinity": "None"}}'
  --patch:1:1: note: spec.sessionAffinityConfig: no effect here: needs sessionAffinity ClientIP
  service/kubia patched
  $ show timeout
  [1]
  $ sluice patch svc kubia -p '{"spec": {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "healthCheckNodePort": 0}}'
  service/kubia patched
  $ show healthCheckNodePort | sed 's/[0-9]*$/@port/'
    healthCheckNodePort: @port
  $ sluice patch svc kubia -p '{"spec": {"externalTrafficPolicy": "Cluster"}}'
  service/kubia patched
  $ show healthCheckNodePort
  [1]
