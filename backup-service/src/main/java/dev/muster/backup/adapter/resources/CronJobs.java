package dev.muster.backup.adapter.resources;

import dev.muster.plan.ResourceBackup.What;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Runs of a CronJob outside its schedule, as {@code kubectl create job --from} makes them; one
 * stays until Muster lets it go, so that it is never run a second time.
 */
final class CronJobs {

    private static final ResourceDefinitionContext CRON_JOB = kind("CronJob", "cronjobs");

    private CronJobs() {}

    static Stage run(What.FromCronJob asked) {
        return new Stage(
                kind("Job", "jobs"),
                "the job controller",
                "it is part of Kubernetes",
                (site, namespace) -> content(site, namespace, asked.cronJob()),
                CronJobs::standing);
    }

    private static ResourceDefinitionContext kind(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("batch")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    private static Stage.Content content(Site site, String namespace, String name) throws Refused {
        var found = site.find(CRON_JOB, namespace, name);
        if (found.isEmpty()) {
            throw new Refused(
                    "there is no " + Site.words(CRON_JOB, namespace, name) + ": correct the plan",
                    false);
        }
        var cronJob = found.get();
        var spec = new LinkedHashMap<>(mapping(cronJob, "spec", "jobTemplate", "spec"));
        spec.remove("ttlSecondsAfterFinished");
        var labels = new HashMap<String, String>();
        mapping(cronJob, "spec", "jobTemplate", "metadata", "labels")
                .forEach((key, value) -> labels.put(key, String.valueOf(value)));
        return new Stage.Content(
                labels,
                spec,
                Optional.of(
                        new OwnerReferenceBuilder()
                                .withApiVersion("batch/v1")
                                .withKind("CronJob")
                                .withName(name)
                                .withUid(cronJob.getMetadata().getUid())
                                .build()));
    }

    private static Map<String, Object> mapping(GenericKubernetesResource object, String... path) {
        var found = new LinkedHashMap<String, Object>();
        if (object.get((Object[]) path) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> found.put(String.valueOf(key), value));
        }
        return found;
    }

    static Standing standing(Status status) {
        var failed = status.condition("Failed");
        if (failed.isPresent() && failed.get().holds()) {
            return new Standing.Failed(failed.get().reason() + ": " + failed.get().message());
        }
        var complete = status.condition("Complete");
        if (complete.isPresent() && complete.get().holds()) {
            return new Standing.Done(
                    status.time("startTime").orElseGet(status::created),
                    status.time("completionTime").orElse(complete.get().since()),
                    0,
                    "where its pod puts it");
        }
        if (status.condition("Suspended").filter(Status.Condition::holds).isPresent()) {
            return new Standing.Waiting("it is suspended");
        }
        return new Standing.Waiting(
                status.number("active") + " pods run, " + status.number("failed") + " have failed");
    }
}
