Delete: by name, file, label, all of a kind; all or none.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ for i in a b c d e; do sluice create service clusterip $i --tcp=80 >/dev/null; done
  command line:1:120: note: spec.selector: no pod matches: default/a refuses connections until one does
  command line:1:120: note: spec.selector: no pod matches: default/b refuses connections until one does
  command line:1:120: note: spec.selector: no pod matches: default/c refuses connections until one does
  command line:1:120: note: spec.selector: no pod matches: default/d refuses connections until one does
  command line:1:120: note: spec.selector: no pod matches: default/e refuses connections until one does
  $ sluice label svc a b x=y >/dev/null
  note: spec.selector: no pod matches: default/a refuses connections until one does
  note: spec.selector: no pod matches: default/b refuses connections until one does
  $ sluice get svc c -o yaml >c.yaml
  $ sluice delete svc a nobody
  Error from server (NotFound): services "nobody" not found
  error: nothing is deleted: all are, or none; --ignore-not-found passes over what is not there
  [1]
  $ sluice delete svc nobody
  Error from server (NotFound): services "nobody" not found
  [1]
  $ sluice delete svc/nobody po/nobody
  Error from server (NotFound): services "nobody" not found
  error: nothing is deleted: all are, or none; --ignore-not-found passes over what is not there
  [1]
  $ sluice delete svc nobody --ignore-not-found
  No resources found
  $ sluice delete svc e nobody --ignore-not-found --dry-run=server
  service "e" deleted (server dry run)
  $ sluice delete svc e nobody --ignore-not-found
  service "e" deleted
  $ sluice delete svc -l x=y
  service "a" deleted
  service "b" deleted
  $ sluice delete -f c.yaml
  service "c" deleted
  $ sluice delete -f c.yaml
  Error from server (NotFound): services "c" not found
  error: nothing is deleted: all are, or none; --ignore-not-found passes over what is not there
  [1]
  $ sluice delete -f c.yaml --ignore-not-found
  No resources found
  $ sluice delete -f - <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: d}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: nobody}
  > spec: {ports: [{port: 0}], prots: []}
  > Y
  Error from server (NotFound): services "nobody" not found
  error: nothing is deleted: all are, or none; --ignore-not-found passes over what is not there
  [1]
  $ sluice delete -f - --dry-run=server <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: d}
  > Y
  service "d" deleted (server dry run)
  $ sluice delete -f - <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {}
  > Y
  standard input:3:11: error: metadata: name is missing: an object needs one
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice delete svc --all -o name
  service/d
  $ sluice get svc
  No resources found in default namespace.
