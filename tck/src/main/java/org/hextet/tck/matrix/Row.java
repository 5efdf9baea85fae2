package org.hextet.tck.matrix;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.tck.lab.Environment;

/**
 * A check as it stands in lists.
 *
 * @param id for example {@code TCP-009}
 * @param area for example {@code tcp-listen}
 * @param level how binding it is
 * @param scope what it is run against
 * @param needs names of the capabilities without which it is UNSUPPORTED
 * @param lacks names of the capabilities with which it is UNSUPPORTED
 * @param environments where it runs, at least one
 * @param sentence the rule
 * @param source where the rule comes from
 * @param because why it matters
 * @param lookAt where an implementor looks first when it fails
 * @param patience how many times the usual guard it may take
 * @param given what is there before, of the matrix ({@link MatrixRow}); empty for a check that is not in it
 * @param when what is done; empty for a check that is not in the matrix
 * @param then what must be seen; empty for a check that is not in the matrix
 */
public record Row(
        String id,
        String area,
        Level level,
        Scope scope,
        List<String> needs,
        List<String> lacks,
        List<Environment> environments,
        String sentence,
        String source,
        String because,
        String lookAt,
        int patience,
        String given,
        String when,
        String then) {

    /**
     * Copies the lists.
     *
     * @param id as of the record
     * @param area as of the record
     * @param level as of the record
     * @param scope as of the record
     * @param needs as of the record
     * @param lacks as of the record
     * @param environments as of the record
     * @param sentence as of the record
     * @param source as of the record
     * @param because as of the record
     * @param lookAt as of the record
     * @param patience as of the record
     * @param given as of the record
     * @param when as of the record
     * @param then as of the record
     */
    public Row {
        needs = List.copyOf(needs);
        lacks = List.copyOf(lacks);
        environments = List.copyOf(environments);
    }

    /**
     * Its capabilities in one text.
     *
     * @return for example {@code tcp !v6only}; {@code -} if there are none
     */
    public String capabilityText() {
        String text = Stream.concat(needs.stream(), lacks.stream().map(one -> "!" + one))
                .collect(Collectors.joining(" "));
        return text.isEmpty() ? "-" : text;
    }

    /**
     * Its environments in one text.
     *
     * @return for example {@code nov6 v6only-host}; {@code -} for the loopback
     */
    public String environmentText() {
        return environments.stream().map(Environment::text).collect(Collectors.joining(" "));
    }

    /**
     * As a line of a list.
     *
     * @return id, area, level, capability, environment, sentence, with tabs between
     */
    public String toTsv() {
        return String.join("\t", id, area, level.name(), capabilityText(), environmentText(), sentence);
    }
}
