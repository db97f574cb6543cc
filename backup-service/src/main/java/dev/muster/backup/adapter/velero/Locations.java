package dev.muster.backup.adapter.velero;

import dev.muster.plan.Assurance.Engine.Velero;
import dev.muster.plan.VeleroOptions;
import java.util.List;
import java.util.Optional;

/** Which of the locations of a site is meant. */
final class Locations {

    private Locations() {}

    /** Where a protection's backups go. */
    static Optional<Location> of(Velero velero, List<Location> locations) {
        return named(velero.options().flatMap(VeleroOptions::storageLocation), locations);
    }

    /** Where a backup lies. */
    static Optional<Location> of(Seen backup, List<Location> locations) {
        return named(backup.location().filter(name -> !name.isEmpty()), locations);
    }

    private static Optional<Location> named(Optional<String> name, List<Location> locations) {
        return locations.stream()
                .filter(
                        one ->
                                name.map(one.name()::equals)
                                        .orElse(one.isDefault() || locations.size() == 1))
                .findFirst();
    }

    static String missing(Velero velero) {
        return velero.options()
                .flatMap(VeleroOptions::storageLocation)
                .map(name -> "there is no location " + name)
                .orElse("there is no default location");
    }
}
