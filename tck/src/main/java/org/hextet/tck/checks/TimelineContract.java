package org.hextet.tck.checks;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.addresses.AddressText;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.tck.rig.Rig;

/** What the command promises of a timeline's JSON. */
final class TimelineContract {

    private static final Set<String> FIELDS =
            Set.of("name", "port", "policy", "outcome", "elapsed_ms", "winner", "events");

    private static final Set<String> EVENTS = Set.of(
            "lookup-start",
            "answer",
            "lookup-failed",
            "order",
            "attempt-start",
            "attempt-failed",
            "attempt-cancelled",
            "connected");

    private TimelineContract() {}

    static void check(Rig rig, Timeline timeline, String outcome, Optional<String> winner) {
        Map<?, ?> fields = object(rig, "the timeline", parsed(rig, timeline.toJson()));
        rig.expectEqual("the fields of the timeline", FIELDS, fields.keySet());
        rig.expectEqual("the name", timeline.name(), field(fields, "name"));
        rig.expectEqual("the port", BigDecimal.valueOf(timeline.port()), field(fields, "port"));
        rig.expectEqual("the policy", timeline.policy(), field(fields, "policy"));
        rig.expectEqual("the outcome", outcome, field(fields, "outcome"));
        rig.expectEqual("the winner", winner.isPresent() ? winner.get() : JsonText.NULL, field(fields, "winner"));
        rig.expect(
                field(fields, "elapsed_ms") instanceof BigDecimal elapsed && elapsed.signum() >= 0,
                "elapsed_ms is " + field(fields, "elapsed_ms") + ", expected a number");
        if (!(field(fields, "events") instanceof List<?> events)) {
            throw rig.fail("the field events", "an array", field(fields, "events"));
        }
        rig.expectEqual("the number of events", timeline.events().size(), events.size());
        for (int i = 0; i < events.size(); i++) {
            Map<?, ?> event = object(rig, "an event", events.get(i));
            event(rig, event);
            rig.expectEqual("the name of event " + i, timeline.events().get(i).event(), field(event, "event"));
            rig.expect(
                    field(event, "at_ms") instanceof BigDecimal at
                            && at.compareTo(BigDecimal.valueOf(
                                            timeline.events().get(i).atNanos(), 6))
                                    == 0,
                    "at_ms of event " + i + " is " + field(event, "at_ms") + ", expected "
                            + timeline.events().get(i).atNanos() + " ns in milliseconds");
        }
    }

    private static Object parsed(Rig rig, String json) {
        try {
            return JsonText.parse(json);
        } catch (IllegalArgumentException wrong) {
            throw rig.fail(String.valueOf(wrong.getMessage()));
        }
    }

    private static Map<?, ?> object(Rig rig, String what, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw rig.fail(what, "an object", value);
    }

    private static Object field(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        return value == null ? "(absent)" : value;
    }

    private static void event(Rig rig, Map<?, ?> event) {
        boolean ofAddress = event.containsKey("address");
        Set<String> expected = new HashSet<>(Set.of("at_ms", "event", "kind", "detail"));
        expected.add(ofAddress ? "address" : "family");
        rig.expectEqual("the fields of an event", expected, event.keySet());
        Object name = field(event, "event");
        rig.expect(name instanceof String && EVENTS.contains(name), "an event is called " + name);
        boolean failed = name.equals("lookup-failed") || name.equals("attempt-failed");
        rig.expect(
                failed == field(event, "kind") instanceof String,
                "the kind of " + name + " is " + field(event, "kind") + ", expected " + (failed ? "one" : "null"));
        if (ofAddress) {
            String address = String.valueOf(field(event, "address"));
            rig.expectEqual("an address", AddressText.format(PolicyFeed.address(address)), address);
        } else {
            Object family = field(event, "family");
            rig.expect(
                    family instanceof BigDecimal number && (number.intValue() == 4 || number.intValue() == 6),
                    "a family is " + family + ", expected 4 or 6");
        }
    }
}
