package dev.muster.sandbox.region;

import dev.muster.sandbox.objectstore.ObjectStore;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/** The plan of the sandbox's shop, as a user would write it. */
final class DemoPlan {

    private DemoPlan() {}

    static String text(World world) {
        var west = world.west();
        var east = world.east();
        return site(west) + "---\n" + site(east) + "---\n" + plan(world, west, east);
    }

    private static String site(Region region) {
        return """
                apiVersion: muster.dev/v1alpha1
                kind: Site
                metadata: {name: %s}
                spec:
                  failureDomain: %s
                  vantages: [%s-1]
                  guard: true
                  kubernetes: {kubeconfig: {file: %s}}
                  probes:
                    - {name: api, every: 1s, timeout: 800ms, failureThreshold: 3, kubernetes: {readyNodes: 0}}
                    - {name: edge, every: 1s, timeout: 800ms, failureThreshold: 3, tcp: {host: %s, port: %d}}
                """
                .formatted(
                        region.place().label(),
                        region.place().failureDomain(),
                        region.place().label(),
                        region.declaredKubeconfig(),
                        region.databaseName(),
                        region.databaseBorder().getPort());
    }

    private static String plan(World world, Region west, Region east) {
        return """
                apiVersion: muster.dev/v1alpha1
                kind: RecoveryPlan
                metadata: {name: shop}
                spec:
                  description: Web shop, orders in PostgreSQL
                  owner: payments@example.org
                  criticality: P0
                  objectives: {rto: 30s, rpo: 10s}
                  strategy: %12$s
                  sites: {primary: west, standbys: [east]}
                  applications:
                    - {namespace: shop, workload: deployment/web, replicas: {active: 2, passive: %13$d}}
                  data:
                    - name: orders
                      postgresql:
                        west: {host: %1$s, port: 5432, database: orders, credentials: {file: %3$s}}
                        east: {host: %2$s, port: 5432, database: orders, credentials: {file: %3$s}}
                  traffic:
                    - name: www
                      dns: {provider: rfc2136, server: "%4$s", zone: example.org., tsig: {file: %5$s}}
                      record: {name: shop.example.org., type: A, ttl: 1s}
                      url: "http://shop.example.org:8080/"
                      targets: {west: [%6$s], east: [%7$s]}
                      resolvers: [%8$s]
                  detection:
                    probes:
                      - name: checkout
                        every: 1s
                        timeout: 800ms
                        failureThreshold: 3
                        successThreshold: 2
                        http: {west: "http://%9$s:8080/healthz", east: "http://%10$s:8080/healthz", status: [200]}
                    vantages: [west-1, east-1, witness-1]
                    quorum: 2
                    tolerance: 3s
                    alerts:
                      - {matchers: ['alertname="KubeAPIDown"', 'cluster="west"']}
                  failover:
                    mode: automatic
                    maxDataLoss: 10s
                    cooldown: 30m
                    fence: {lease: 6s}
                  checks:
                    - {name: frontpage, http: {path: /, status: [200], contains: "Shop"}}
                    - {name: orders-there, sql: {of: orders, query: "select count(*) from orders", atLeast: 1}}
                  notify:
                    - {webhook: {url: "%11$s"}}
                %14$s"""
                .formatted(
                        west.databaseName(),
                        east.databaseName(),
                        world.secret("postgres"),
                        Region.text(world.dns().addresses().getFirst()),
                        world.secret("tsig"),
                        addresses(west.shopBorders(Region.REPLICAS)),
                        addresses(east.shopBorders(Region.REPLICAS)),
                        world.dns().addresses().stream()
                                .map(a -> "\"" + Region.text(a) + "\"")
                                .collect(Collectors.joining(", ")),
                        west.webName(),
                        east.webName(),
                        world.onCall().url(),
                        world.way() == World.Way.BACKUPS ? "backupRestore" : "hotStandby",
                        world.way() == World.Way.BACKUPS ? 0 : 1,
                        world.store().map(store -> protection(world, east, store)).orElse(""));
    }

    /** What carries the data where nothing stands by. */
    private static String protection(World world, Region east, ObjectStore store) {
        return """
                  protection:
                    - name: orders-pitr
                      postgresqlBackup:
                        of: orders
                        baseEvery: 1h
                        wal: continuous
                        retention: 7d
                        to:
                          s3:
                            bucket: %s
                            region: %s
                            endpoint: "%s"
                            credentials: {file: %s}
                        restore: [{at: %s, directory: %s}]
                      verify: {every: 1h, level: serving}
                """
                .formatted(
                        World.BUCKET,
                        ObjectStore.REGION,
                        store.endpoint(),
                        world.secret("s3"),
                        east.place().label(),
                        east.restorePlace());
    }

    private static String addresses(List<InetAddress> addresses) {
        return addresses.stream()
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }
}
