package dev.muster.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What holds of every module; each module's own test checks it of its own packages. */
public final class ArchitectureRules {

    private static final String[] OUTER = {"..app..", "..adapter.."};

    private ArchitectureRules() {}

    /** The main classes below a package. */
    public static JavaClasses mainClassesOf(String root) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(root);
    }

    /** The rules of what all services share. */
    public static List<ArchRule> ofWhatIsShared() {
        return List.of(
                whatCanHappenKnowsNoService(),
                onlyTheWireAndThePlanSeeJackson(),
                onlyTheStreamSeesKafkaStreams(),
                noCycles("dev.muster"),
                noVagueNames("dev.muster"));
    }

    /** The rules of a service, by its root package such as {@code dev.muster.health}. */
    public static List<ArchRule> ofService(String root) {
        return List.of(
                pureCodeImportsOnlyPlainData(root),
                pureCodeHasNoClockAndNoChance(root),
                applicationDoesNotKnowAdapters(root),
                adaptersDoNotKnowOneAnother(root),
                onlyAdaptersSpeakHttp(root),
                servicesDoNotKnowOneAnother(root),
                onlyTheWireSeesJackson(root),
                noCycles(root),
                noVagueNames(root));
    }

    private static ArchRule whatCanHappenKnowsNoService() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.muster.service..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "dev.muster.service..",
                                "io.quarkus..",
                                "io.smallrye..",
                                "io.vertx..",
                                "jakarta.."))
                .because("the sandbox and every decision use it without a service around them");
    }

    private static ArchRule onlyTheWireAndThePlanSeeJackson() {
        return noClasses()
                .that()
                .resideOutsideOfPackages("dev.muster.events.wire..", "dev.muster.plan..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson..");
    }

    private static ArchRule onlyTheStreamSeesKafkaStreams() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.muster.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..");
    }

    /** Pure packages may not see any of it: their own rule names all that they may. */
    private static ArchRule onlyAdaptersSpeakHttp(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(root + ".adapter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.muster.service.rest..", "jakarta.ws.rs..");
    }

    private static ArchRule pureCodeImportsOnlyPlainData(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(OUTER)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(
                                "java.lang..",
                                "java.time..",
                                "java.util",
                                "java.util.function",
                                "java.util.stream",
                                "java.util.regex",
                                "java.net",
                                "org.jspecify..",
                                "dev.muster.events",
                                "dev.muster.plan",
                                "dev.muster.machine",
                                root + ".."))
                .because("a decision is simulated millions of times and explained afterwards");
    }

    private static ArchRule pureCodeHasNoClockAndNoChance(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(OUTER)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(System.class)
                .because("time and ids are parameters");
    }

    private static ArchRule applicationDoesNotKnowAdapters(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".adapter..");
    }

    private static ArchRule adaptersDoNotKnowOneAnother(String root) {
        return slices().matching(root + ".adapter.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true);
    }

    private static ArchRule servicesDoNotKnowOneAnother(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "dev.muster.health..",
                                        "dev.muster.failover..",
                                        "dev.muster.backup..",
                                        "dev.muster.drill..",
                                        "dev.muster.sandbox..")
                                .and(not(resideInAnyPackage(root + ".."))))
                .because("services meet in the log only");
    }

    private static ArchRule onlyTheWireSeesJackson(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages("..adapter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson..", "org.apache.kafka.streams..");
    }

    private static ArchRule noCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    private static ArchRule noVagueNames(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..helper..", "..base..")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager");
    }
}
