package org.hextet.addresses;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Zones from a list. */
final class FixedZones implements Zones {

    private final List<Zone> zones;

    FixedZones(List<Zone> zones) {
        List<Zone> byIndex = new ArrayList<>(zones);
        if (byIndex.size() > 1) {
            byIndex.sort(Comparator.comparingInt(Zone::index));
        }
        this.zones = List.copyOf(byIndex);
    }

    @Override
    public OptionalInt index(String zone) {
        OptionalInt number = ZoneText.number(zone);
        if (number.isPresent() && name(number.getAsInt()).isPresent()) {
            return number;
        }
        for (Zone each : zones) {
            if (each.name().equals(zone)) {
                return OptionalInt.of(each.index());
            }
        }
        return OptionalInt.empty();
    }

    @Override
    public Optional<String> name(int index) {
        for (Zone each : zones) {
            if (each.index() == index) {
                return Optional.of(each.name());
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Zone> all() {
        return zones;
    }
}
