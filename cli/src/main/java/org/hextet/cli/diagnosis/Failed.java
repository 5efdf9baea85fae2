package org.hextet.cli.diagnosis;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hextet.api.failure.FailureKind;

/** Attempts that failed, in words. */
final class Failed {

    private Failed() {}

    /** What went wrong; a host without the family has no way there. */
    static Set<FailureKind> kinds(List<AttemptReport> failed) {
        Set<FailureKind> kinds = EnumSet.noneOf(FailureKind.class);
        for (AttemptReport each : failed) {
            FailureKind kind = each.kind().orElse(FailureKind.OTHER);
            kinds.add(
                    kind == FailureKind.NO_IPV6 || kind == FailureKind.NOT_AVAILABLE ? FailureKind.UNREACHABLE : kind);
        }
        return kinds;
    }

    /** What they do: {@code time out}, {@code is refused}. */
    static String verb(List<AttemptReport> failed) {
        boolean isOne = failed.size() == 1;
        Set<FailureKind> kinds = kinds(failed);
        if (kinds.size() > 1) {
            return isOne ? "fails" : "fail";
        }
        return switch (kinds.iterator().next()) {
            case TIMEOUT -> isOne ? "times out" : "time out";
            case REFUSED -> isOne ? "is refused" : "are refused";
            case UNREACHABLE -> isOne ? "is unreachable" : "are unreachable";
            case PROHIBITED -> isOne ? "is prohibited" : "are prohibited";
            case TLS -> isOne ? "fails in TLS" : "fail in TLS";
            case RESET -> isOne ? "is reset" : "are reset";
            default -> isOne ? "fails" : "fail";
        };
    }
}
