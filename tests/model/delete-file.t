Delete of a file that lists a workload before a pod that it takes along.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >web.yaml <<'Y'
  > apiVersion: apps/v1
  > kind: StatefulSet
  > metadata: {name: web, annotations: {sluice/pod-ips: "10.180.0.18,10.180.0.19"}}
  > spec:
  >   replicas: 2
  >   serviceName: web
  >   selector: {matchLabels: {app: web}}
  >   template:
  >     metadata: {labels: {app: web}}
  >     spec: {containers: [{name: c, image: i}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: web-0, labels: {app: web}}
  > status: {podIP: 10.180.0.17}
  > Y
  $ apply <web.yaml
  statefulset.apps/web created
  pod/web-0 configured
  $ sluice get pods -o name
  pod/web-0
  pod/web-1
  $ sluice delete -f web.yaml --dry-run=server
  statefulset.apps "web" deleted (server dry run)
  pod "web-0" deleted (server dry run)
  $ sluice delete -f web.yaml
  statefulset.apps "web" deleted
  pod "web-0" deleted
  $ sluice get pods -o name
  $ sluice delete -f web.yaml
  Error from server (NotFound): statefulsets.apps "web" not found
  Error from server (NotFound): pods "web-0" not found
  error: nothing is deleted: all are, or none; --ignore-not-found passes over what is not there
  [1]

One that the workload itself makes, and one named twice:

  $ apply <web.yaml >/dev/null
  $ sluice delete pod web-0
  pod "web-0" deleted
  $ sluice delete -f web.yaml --ignore-not-found
  statefulset.apps "web" deleted
  pod "web-0" deleted
  $ apply <web.yaml >/dev/null
  $ (cat web.yaml; echo ---; tail -4 web.yaml) | sluice delete -f -
  Error from server (NotFound): pods "web-0" not found
  error: nothing is deleted: all are, or none; --ignore-not-found passes over what is not there
  [1]
