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

What is refused is shown again with the reasons, at a terminal; saved as it was it ends, and the text is kept:

  $ cat >editor <<'S'
  > #!/bin/bash
  > grep -q '^# .*error:' "$1" && grep '^#' "$1" | tail -n +5 | sed "s,$TMPDIR/sluice-edit-......,FILE," >>seen && exit
  > sed -i s/tcp/sctpp/I "$1"
  > S
  $ chmod +x editor
  $ at_terminal() { script -qec "$*" /dev/null </dev/null | tr -d '\r'; }
  $ EDITOR=./editor at_terminal "$BUILD/app/cli/sluice" edit svc kubia | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  FILE.yaml:27:15: error: spec.ports[0].protocol: "sctpp" is not allowed: expected one of TCP, UDP, SCTP; did you mean "SCTP"?
  error: refused, nothing is changed: 1 error
  error: Edit cancelled, no valid changes were saved.
  A copy of your changes has been stored to "FILE.yaml"
  [1]
  $ cat seen
  # FILE.yaml:27:15: error: spec.ports[0].protocol: "sctpp" is not allowed: expected one of TCP, UDP, SCTP; did you mean "SCTP"?
  # error: refused, nothing is changed: 1 error
  #
  $ grep -c sctpp tmp/*
  2
  $ rm tmp/*

Without a terminal nobody mends it, and a script would do the same for ever: it ends at once, and the text is
kept:

  $ cat >editor <<'S'
  > #!/bin/bash
  > echo run >>runs; sed -i 's/ port: 80*$/&0000/' "$1"
  > S
  $ EDITOR=./editor sluice edit svc kubia 2>&1 </dev/null | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  FILE.yaml:26:11: error: spec.ports[0].port: 800000 is out of range: expected an integer in 1-65535
  error: refused, nothing is changed: 1 error
  A copy of your changes has been stored to "FILE.yaml"
  [3]
  $ cat runs
  run
  $ rm tmp/*

What others changed meanwhile stays, as with kubectl, which sends what was edited and no more; of a field
that both changed the last one's value stands:

  $ cat >editor <<S
  > #!/bin/bash
  > $BUILD/app/cli/sluice label svc kubia team=a >/dev/null
  > $BUILD/app/cli/sluice patch svc kubia -p '{"spec":{"sessionAffinity":"ClientIP","ports":[{"port":443,"name":"tls"},{"port":80,"name":"http","targetPort":1}]}}' >/dev/null
  > sed -i 's/targetPort: 9090/targetPort: 7070/' "\$1"
  > S
  $ EDITOR=./editor sluice edit svc kubia
  service/kubia edited
  $ sluice get svc kubia -o jsonpath='{.metadata.labels.team} {.spec.sessionAffinity} {.spec.ports[*].name} {.spec.ports[*].targetPort}'
  a ClientIP tls http 443 7070 (no-eol)
  $ ls tmp

Who asks for the version that he was not shown gets a conflict, and what is gone is not made again:

  $ cat >editor <<S
  > #!/bin/bash
  > $BUILD/app/cli/sluice label svc kubia team=b --overwrite >/dev/null
  > sed -i 's/resourceVersion: .*/resourceVersion: "1"/' "\$1"
  > S
  $ EDITOR=./editor sluice edit svc kubia 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  Error from server (Conflict): Operation cannot be fulfilled on services "kubia": the object has been modified; please apply your changes to the latest version and try again
  A copy of your changes has been stored to "FILE.yaml"
  [1]
  $ rm tmp/*
  $ sluice create service clusterip brief --tcp=80 2>/dev/null
  service/brief created
  $ cat >editor <<S
  > #!/bin/bash
  > $BUILD/app/cli/sluice delete svc brief >/dev/null
  > sed -i 's/port: 80/port: 81/' "\$1"
  > S
  $ EDITOR=./editor sluice edit svc brief 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  Error from server (NotFound): services "brief" not found
  A copy of your changes has been stored to "FILE.yaml"
  [1]
  $ rm tmp/*
  $ EDITOR='sed -i s/name:.kubia$/name:\ other/' sluice edit svc kubia 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  FILE.yaml:5:1: error: At least one of apiVersion, kind and name was changed
  error: refused, nothing is changed: 1 error
  A copy of your changes has been stored to "FILE.yaml"
  [3]
  $ rm tmp/*

Several at once:

  $ sluice create service clusterip other --tcp=80
  command line:1:128: note: spec.selector: no pod matches: default/other refuses connections until one does
  service/other created
  $ EDITOR='sed -i s/sessionAffinity:.None/sessionAffinity:\ ClientIP/' sluice edit svc kubia other 2>&1 | sed "s,$TMPDIR/sluice-edit-......,FILE,"
  FILE.yaml:44:3: note: spec.selector: no pod matches: default/other refuses connections until one does
  service/kubia skipped
  service/other edited
  $ sluice edit svc nobody
  Error from server (NotFound): services "nobody" not found
  [1]
