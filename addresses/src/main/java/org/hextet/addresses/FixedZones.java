package org.hextet.addresses;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Zones from a list. */
final class FixedZones implements Zones {

    private final List<Zone> zones;

    FixedZones(List<Zone> zones) {
        this.zones = zones.stream().sorted(Comparator.comparingInt(Zone::index)).toList();
    }

    @Override
    public OptionalInt index(String zone) {
        OptionalInt number = ZoneText.number(zone);
        if (number.isPresent() && name(number.getAsInt()).isPresent()) {
            return number;
        }
        return zones.stream()
                .filter(each -> each.name().equals(zone))
                .mapToInt(Zone::index)
                .findFirst();
    }

    @Override
    public Optional<String> name(int index) {
        return zones.stream()
                .filter(each -> each.index() == index)
                .map(Zone::name)
                .findFirst();
    }

    @Override
    public List<Zone> all() {
        return zones;
    }
}
