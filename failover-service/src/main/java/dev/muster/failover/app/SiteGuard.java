package dev.muster.failover.app;

import dev.muster.events.DrEvent;
import dev.muster.events.GuardEvent;
import dev.muster.events.GuardEvent.GuardState;
import dev.muster.events.PlanEvent.PlanDeclared;
import dev.muster.events.PlanEvent.PlanRetired;
import dev.muster.events.wire.Topics;
import dev.muster.failover.lease.SiteLease;
import dev.muster.plan.Credential;
import dev.muster.plan.PlanId;
import dev.muster.plan.SiteId;
import dev.muster.service.BadSetting;
import dev.muster.service.Log;
import dev.muster.stream.LogReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The arm inside a site: keeps each plan active only as long as the log renews its lease, and stops
 * it when the log is silent. It acts on the local site only, and starts passive.
 */
@ApplicationScoped
public class SiteGuard {

    private static final Logger LOG = Logger.getLogger(SiteGuard.class);

    private final FailoverConfig config;
    private final Log log;
    private final List<LocalAuthority> authorities;
    private final MeterRegistry registry;
    private volatile Map<String, String> addresses = Map.of();
    private final Map<PlanId, Ward> wards = new ConcurrentHashMap<>();
    private final long startedNanos = System.nanoTime();
    private final Instant startedAt = Instant.now();
    private volatile boolean stopping;

    @Inject
    public SiteGuard(
            FailoverConfig config,
            Log log,
            @Any Instance<LocalAuthority> authorities,
            MeterRegistry registry) {
        this.config = config;
        this.log = log;
        this.authorities = authorities.stream().toList();
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent started) {
        if (config.failover().role() == FailoverConfig.Role.GUARD) {
            BadSetting.endsOn(this::guard);
        }
    }

    private void guard() {
        addresses = LocalSite.addresses(config.guard().addresses().orElse(""));
        var site =
                new SiteId(
                        config.site()
                                .orElseThrow(
                                        () ->
                                                new BadSetting(
                                                        "MUSTER_SITE is not set: a guard must know"
                                                                + " which site it guards")));
        log.reader(
                "plans",
                EnumSet.of(Topics.PLANS),
                LogReader.From.BEGINNING,
                (event, _, _) -> learn(site, event));
        log.reader(
                "leases",
                EnumSet.of(Topics.LEASES),
                LogReader.From.NOW,
                (event, _, _) -> hear(event));
        LOG.infof("guarding %s, passive until the log says otherwise", site);
    }

    void onStop(@Observes ShutdownEvent stopped) {
        stopping = true;
    }

    /** Monotonic, so that no setting of a clock prolongs a lease. */
    private Instant now() {
        return startedAt.plusNanos(System.nanoTime() - startedNanos);
    }

    private void learn(SiteId site, DrEvent event) {
        switch (event) {
            case PlanDeclared declared when declared.plan().sites().all().contains(site) ->
                    declared.plan()
                            .failover()
                            .lease()
                            .ifPresent(lease -> watch(declared, site, lease));
            case PlanRetired retired -> {
                var ward = wards.remove(retired.plan());
                if (ward != null) {
                    ward.retired = true;
                }
            }
            default -> {}
        }
    }

    private void watch(PlanDeclared declared, SiteId site, Duration lease) {
        var plan = declared.plan().name();
        var known = wards.get(plan);
        if (known != null) {
            known.local = local(declared, site);
            return;
        }
        var ward =
                new Ward(
                        local(declared, site),
                        SiteLease.none(plan, site, lease, startedAt.toEpochMilli()));
        wards.put(plan, ward);
        registry.gauge(
                "muster.guard.active",
                Tags.of("plan", plan.value(), "site", site.value()),
                ward,
                w -> w.lease.get().mayBeActive(now()) ? 1 : 0);
        Thread.ofPlatform().daemon().name("ask-" + plan).start(() -> ask(ward));
        Thread.ofPlatform().daemon().name("keep-" + plan).start(() -> keep(ward));
    }

    private LocalSite local(PlanDeclared declared, SiteId site) {
        return LocalSite.of(
                declared,
                site,
                config.guard().kubeconfig().map(file -> new Credential.File(file.toString())),
                addresses);
    }

    private void hear(DrEvent event) {
        if (event instanceof GuardEvent answer) {
            var ward = wards.get(answer.plan());
            if (ward != null) {
                ward.lease.updateAndGet(lease -> lease.hear(answer));
                ward.wake();
            }
        }
    }

    private void ask(Ward ward) {
        while (!stopping && !ward.retired) {
            var question =
                    ward.lease
                            .updateAndGet(lease -> lease.ask(now()))
                            .question(ward.state, Instant.now());
            log.writer()
                    .write(question, question.incarnation() + ":" + question.sequence())
                    .exceptionally(_ -> null);
            sleep(ward.lease.get().askEvery());
        }
    }

    /** Brings the site to where it has to be, again and again; at once when that changes. */
    private void keep(Ward ward) {
        Optional<Boolean> reached = Optional.empty();
        while (!stopping && !ward.retired) {
            var active = ward.lease.get().mayBeActive(now());
            if (reached.isEmpty() || reached.get() != active) {
                ward.state = active ? GuardState.ACTIVE : GuardState.FENCING;
            }
            var done = bring(ward, active);
            if (done && (reached.isEmpty() || reached.get() != active)) {
                LOG.infof(
                        "plan=%s site=%s is %s, epoch=%s",
                        ward.lease.get().plan(),
                        ward.site,
                        active ? "active" : "passive",
                        ward.lease.get().epoch());
            }
            if (done) {
                ward.state = active ? GuardState.ACTIVE : GuardState.PASSIVE;
                reached = Optional.of(active);
            }
            ward.await(done ? Duration.ofMillis(500) : Duration.ofMillis(200), this::now);
        }
    }

    private boolean bring(Ward ward, boolean active) {
        var done = true;
        for (var authority : authorities) {
            try {
                if (active) {
                    authority.activate(ward.local, ward.lease.get().epoch());
                } else {
                    authority.passivate(ward.local);
                }
            } catch (LocalAuthority.Trouble e) {
                done = false;
                ward.complain(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                done = false;
                LOG.errorf(e, "plan=%s: unforeseen", ward.lease.get().plan());
            }
        }
        return done;
    }

    private void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** One plan that is guarded here. */
    private static final class Ward {
        final SiteId site;
        final AtomicReference<SiteLease> lease;
        volatile LocalSite local;
        volatile GuardState state = GuardState.FENCING;
        volatile boolean retired;
        private final Semaphore woken = new Semaphore(0);
        private String complaint = "";

        Ward(LocalSite local, SiteLease lease) {
            this.local = local;
            this.site = local.site();
            this.lease = new AtomicReference<>(lease);
        }

        void wake() {
            woken.release();
        }

        /** Waits for an answer, for the end of the lease, or for the given time. */
        void await(Duration most, Supplier<Instant> now) {
            var left =
                    lease.get()
                            .until()
                            .map(until -> until.minus(lease.get().lease().dividedBy(3)))
                            .map(end -> Duration.between(now.get(), end))
                            .filter(d -> !d.isNegative() && !d.isZero())
                            .filter(d -> d.compareTo(most) < 0)
                            .orElse(most);
            try {
                if (woken.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void complain(String message) {
            if (!message.equals(complaint)) {
                complaint = message;
                LOG.warnf("plan=%s site=%s: %s", lease.get().plan(), site, message);
            }
        }
    }
}
