package dev.muster.backup.adapter.resources;

import dev.muster.plan.ResourceBackup.ResticBackend;
import dev.muster.plan.ResourceBackup.SecretKey;
import dev.muster.plan.ResourceBackup.What;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.Set;

/**
 * Backups of K8up. {@code status.finished} says nothing of success: the condition {@code Completed}
 * does, by its reason.
 *
 * @see <a href="https://docs.k8up.io/k8up/2.15/references/api-reference.html">K8up: API</a>
 */
final class K8up {

    private static final Set<String> PODS_ARE_WELL =
            Set.of("Succeeded", "Waiting", "NoPreBackupPodsFound", "Ready");

    private K8up() {}

    static Stage backup(What.K8up asked) {
        return new Stage(
                new ResourceDefinitionContext.Builder()
                        .withGroup("k8up.io")
                        .withVersion("v1")
                        .withKind("Backup")
                        .withPlural("backups")
                        .withNamespaced(true)
                        .build(),
                "K8up",
                "helm install k8up k8up-io/k8up",
                (_, _) ->
                        Stage.Content.of(
                                asked.backend()
                                        .map(
                                                backend ->
                                                        Map.<String, Object>of(
                                                                "backend", of(backend)))
                                        .orElse(Map.of())),
                K8up::standing);
    }

    private static Map<String, Object> of(ResticBackend backend) {
        return Map.of(
                "repoPasswordSecretRef", of(backend.password()),
                "s3",
                        Map.of(
                                "endpoint", backend.endpoint(),
                                "bucket", backend.bucket(),
                                "accessKeyIDSecretRef", of(backend.accessKey()),
                                "secretAccessKeySecretRef", of(backend.secretKey())));
    }

    private static Map<String, String> of(SecretKey secret) {
        return Map.of("name", secret.name(), "key", secret.key());
    }

    static Standing standing(Status status) {
        var pods = status.condition("PreBackupPodReady");
        if (pods.isPresent()
                && !pods.get().holds()
                && !PODS_ARE_WELL.contains(pods.get().reason())) {
            return new Standing.Failed(
                    "a pod that prepares the backup failed: "
                            + pods.get().reason()
                            + " "
                            + pods.get().message());
        }
        var completed = status.condition("Completed");
        if (completed.isPresent() && completed.get().holds()) {
            return completed.get().reason().equals("Succeeded")
                    ? new Standing.Done(
                            status.created(), completed.get().since(), 0, "its restic repository")
                    : new Standing.Failed(
                            completed.get().reason() + " " + completed.get().message());
        }
        return new Standing.Waiting(
                status.condition("Progressing")
                        .map(at -> at.reason() + " " + at.message())
                        .orElse("not begun"));
    }
}
