Row 30: selectors of expressions, annotations of a pod's template, claims of a StatefulSet and a node's roles
stand where kubectl has them.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply >out <<'Y'
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: kubia, annotations: {sluice/pod-ips: 10.180.0.11}}
  > spec:
  >   selector:
  >     matchLabels: {app: kubia, zone: a}
  >     matchExpressions:
  >     - {key: tier, operator: In, values: [web, api]}
  >     - {key: old, operator: DoesNotExist}
  >     - {key: kind, operator: NotIn, values: [canary]}
  >     - {key: app, operator: Exists}
  >   template:
  >     metadata:
  >       labels: {app: kubia, zone: a, tier: web}
  >       annotations:
  >         prometheus.io/scrape: "true"
  >         note: |
  >           one
  >           two
  >     spec: {containers: [{name: kubia, image: luksa/kubia}]}
  > ---
  > apiVersion: apps/v1
  > kind: StatefulSet
  > metadata: {name: db}
  > spec:
  >   serviceName: db
  >   selector: {matchExpressions: [{key: app, operator: In, values: [db]}]}
  >   template:
  >     metadata: {labels: {app: db}}
  >     spec: {containers: [{name: db, image: postgres}]}
  >   volumeClaimTemplates:
  >   - metadata: {name: data, labels: {a: b, c: d}}
  >     spec: {accessModes: [ReadWriteOnce, ReadOnlyMany], storageClassName: fast, resources: {requests: {storage: 1Gi}}}
  >   - metadata: {name: log}
  >     spec: {accessModes: [ReadWriteOnce]}
  > ---
  > apiVersion: v1
  > kind: Node
  > metadata:
  >   name: n1
  >   labels: {kubernetes.io/role: worker, node-role.kubernetes.io/control-plane: "", node-role.kubernetes.io/worker: ""}
  > Y
  $ sluice describe rs kubia | sed '/Containers/,$d'
  Name:         kubia
  Namespace:    default
  Selector:     app=kubia,app,kind notin (canary),!old,tier in (api,web),zone=a
  Labels:       <none>
  Annotations:  sluice/pod-ips: 10.180.0.11
  Replicas:     1 current / 1 desired
  Pods Status:  1 Running / 0 Waiting / 0 Succeeded / 0 Failed
  Pod Template:
    Labels:       app=kubia
                  tier=web
                  zone=a
    Annotations:  note:
                    one
                    two
                  prometheus.io/scrape: true
  $ sluice describe sts db | sed -n '/^Selector/p;/Volume Claims/,/^Events/p'
  Selector:           app in (db)
  Volume Claims:
    Name:          data
    StorageClass:  fast
    Labels:        a=b
                   c=d
    Annotations:   <none>
    Capacity:      1Gi
    Access Modes:  [ReadWriteOnce ReadOnlyMany]
    Name:          log
    StorageClass:  
    Labels:        <none>
    Annotations:   <none>
    Capacity:      <default>
    Access Modes:  [ReadWriteOnce]
  Events:
  $ sluice get rs -o wide | aged
  NAME    DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES        SELECTOR
  kubia   1         1         1       0s    kubia        luksa/kubia   app=kubia,app,kind notin (canary),!old,tier in (api,web),zone=a
  $ sluice get nodes n1 | aged
  NAME   STATUS    ROLES                  AGE   VERSION
  n1     Unknown   control-plane,worker   0s    <none>
  $ sluice describe node n1 | head -2
  Name:               n1
  Roles:              control-plane,worker
