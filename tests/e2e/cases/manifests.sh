# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# The folder of manifests: read when it changes, and never half.

FOLDER_VIP=10.96.55.55

folder_service()
{
	cat <<-YAML
		apiVersion: v1
		kind: Service
		metadata: {name: fromfolder}
		spec:
		  clusterIP: $FOLDER_VIP
		  ports: [{port: $1, targetPort: 8080}]
		  selector: {app: kubia}
	YAML
}

no_faults() { ! sluice status 2>&1 | grep -q 'fromfolder.yaml'; }
has_fault() { sluice status 2>&1 | grep -qF "fromfolder.yaml:$1"; }

test_new_file_is_loaded()
{
	want "the pods to choose from" sluice apply -f "$KUBIA"
	folder_service 80 >"$LAB_DIR/manifests/fromfolder.yaml"
	soon 5 "the Service of the file answers" get "http://$FOLDER_VIP/"
}

test_changed_file_is_loaded()
{
	folder_service 8000 >"$LAB_DIR/manifests/fromfolder.yaml"
	soon 5 "the new port answers" get "http://$FOLDER_VIP:8000/"
	never "an answer on the old port" get "http://$FOLDER_VIP/"
}

test_broken_file_is_told_and_changes_nothing()
{
	folder_service 8000 | sed 's/^  clusterIP/  clusterIPP/' >"$LAB_DIR/manifests/fromfolder.yaml"
	soon 5 "status names file, line and column" has_fault 5:
	exits 1 'fromfolder.yaml:5:[0-9]+.*clusterIPP.*did you mean "clusterIP"' sluice status
	want "the old objects answer" get "http://$FOLDER_VIP:8000/"
}

test_half_written_file_changes_nothing()
{
	printf 'apiVersion: v1\nkind: Service\nmetadata: {name: fromfolder}\nspec:\n  clusterIP: [' \
		>"$LAB_DIR/manifests/fromfolder.yaml"
	soon 5 "status tells of it" has_fault 5:14
	want "the old objects answer" get "http://$FOLDER_VIP:8000/"
	folder_service 8000 >"$LAB_DIR/manifests/fromfolder.yaml"
	soon 5 "all is well" no_faults
	want "an answer" get "http://$FOLDER_VIP:8000/"
}

gone() { ! sluice get svc fromfolder; }

test_removed_file_takes_its_objects_along()
{
	rm "$LAB_DIR/manifests/fromfolder.yaml"
	soon 5 "the Service goes with its file" gone
	never "an answer" get "http://$FOLDER_VIP:8000/"
}
