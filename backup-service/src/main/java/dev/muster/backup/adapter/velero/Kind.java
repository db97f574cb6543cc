package dev.muster.backup.adapter.velero;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The kinds of {@code velero.io/v1} that are read or written here. */
enum Kind {
    BACKUP("Backup", "backups"),
    RESTORE("Restore", "restores"),
    SCHEDULE("Schedule", "schedules"),
    LOCATION("BackupStorageLocation", "backupstoragelocations"),
    DELETION("DeleteBackupRequest", "deletebackuprequests"),
    DOWNLOAD("DownloadRequest", "downloadrequests");

    static final String API_VERSION = "velero.io/v1";

    private final String kind;
    private final String plural;

    Kind(String kind, String plural) {
        this.kind = kind;
        this.plural = plural;
    }

    String kind() {
        return kind;
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup("velero.io")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
