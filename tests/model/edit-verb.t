Edit opens objects in an editor, and puts them back as they were saved.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ export TMPDIR=$PWD/tmp; mkdir tmp
  $ apply <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.21, ports: [{name: http, port: 80, targetPort: 8080}]}
  > Y
  service/kubia created
  $ EDITOR='sed -i s/8080/9090/' sluice edit svc kubia
  service/kubia edited
  $ sluice get svc kubia -o jsonpath='{.spec.ports[0].targetPort}'
  9090 (no-eol)

Nothing changed, or everything deleted:

  $ EDITOR=true sluice edit svc kubia
  Edit cancelled, no changes made.
  $ EDITOR='truncate -s 0' sluice edit svc kubia
  Edit cancelled, saved file was empty.
  $ KUBE_EDITOR=false EDITOR=true sluice edit svc kubia 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  error: there was a problem with the editor "false"
  A copy of your changes has been stored to "FILE.yaml"
  [1]
  $ ls tmp | wc -l; rm -f tmp/*
  1

A comment is no change:

  $ EDITOR='sed -i 1i#.note' sluice edit svc kubia
  Edit cancelled, no changes made.

What is refused is shown again with the reasons; saved as it was it ends, and the text is kept:

  $ cat >editor <<'S'
  > #!/bin/bash
  > grep -q '^# .*error:' "$1" && grep '^#' "$1" | tail -n +5 | sed "s,$TMPDIR/sluice-edit-......,FILE," >>seen && exit
  > sed -i s/tcp/sctpp/I "$1"
  > S
  $ chmod +x editor
  $ EDITOR=./editor sluice edit svc kubia 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  FILE.yaml:27:15: error: spec.ports[0].protocol: "sctpp" is not allowed: expected one of TCP, UDP, SCTP; did you mean "SCTP"?
  error: refused, nothing is changed: "sctpp" is not allowed: expected one of TCP, UDP, SCTP; did you mean "SCTP"?
  error: Edit cancelled, no valid changes were saved.
  A copy of your changes has been stored to "FILE.yaml"
  [1]
  $ cat seen
  # FILE.yaml:27:15: error: spec.ports[0].protocol: "sctpp" is not allowed: expected one of TCP, UDP, SCTP; did you mean "SCTP"?
  # error: refused, nothing is changed: "sctpp" is not allowed: expected one of TCP, UDP, SCTP; did you mean "SCTP"?
  #
  $ grep -c sctpp tmp/*
  3
  $ rm tmp/*

What others changed meanwhile is not overwritten:

  $ cat >editor <<S
  > #!/bin/bash
  > $BUILD/app/cli/sluice label svc kubia team=a >/dev/null
  > sed -i s/9090/7070/ "\$1"
  > S
  $ EDITOR=./editor sluice edit svc kubia 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  Error from server (Conflict): Operation cannot be fulfilled on services "kubia": the object has been modified; please apply your changes to the latest version and try again
  A copy of your changes has been stored to "FILE.yaml"
  [1]
  $ sluice get svc kubia -o jsonpath='{.spec.ports[0].targetPort}'
  9090 (no-eol)

Several at once:

  $ sluice create service clusterip other --tcp=80
  command line:1:128: note: spec.selector: no pod matches: default/other refuses connections until one does
  service/other created
  $ EDITOR='sed -i s/sessionAffinity:.None/sessionAffinity:\ ClientIP/' sluice edit svc kubia other 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  FILE.yaml:37:3: note: spec.selector: no pod matches: default/other refuses connections until one does
  service/kubia edited
  service/other edited
  $ sluice edit svc nobody
  Error from server (NotFound): services "nobody" not found
  [1]
