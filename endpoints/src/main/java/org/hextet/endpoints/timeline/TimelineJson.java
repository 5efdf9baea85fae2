package org.hextet.endpoints.timeline;

import java.net.StandardProtocolFamily;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hextet.addresses.AddressText;
import org.hextet.endpoints.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes a timeline for programs. */
final class TimelineJson {

    private TimelineJson() {}

    static String of(Timeline timeline) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", timeline.name());
        map.put("port", timeline.port());
        map.put("policy", timeline.policy());
        map.put("outcome", timeline.outcome().text());
        map.put("elapsed_ms", Json.millis(timeline.elapsedNanos()));
        map.put("winner", timeline.winner().map(AddressText::format).orElse(null));
        map.put("events", timeline.events().stream().map(TimelineJson::event).toList());
        return Json.of(map);
    }

    private static Map<String, @Nullable Object> event(TimelineEvent event) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("at_ms", Json.millis(event.atNanos()));
        map.put("event", event.event());
        event.address().ifPresent(address -> map.put("address", AddressText.format(address)));
        event.family().ifPresent(family -> map.put("family", family == StandardProtocolFamily.INET6 ? 6 : 4));
        map.put("kind", event.kind().map(kind -> kind.text()).orElse(null));
        map.put("detail", event.detail().orElse(null));
        return map;
    }
}
