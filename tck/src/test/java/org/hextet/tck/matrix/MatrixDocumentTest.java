package org.hextet.tck.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hextet.tck.subject.Resolver;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** {@code docs/matrix.md} says what checks and providers say. */
class MatrixDocumentTest {

    static final String ANEW = "mvn -Dquick -pl tck -am verify -Dtest=MatrixDocumentTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dhextet.docs=write";

    private static final String STALE = "docs/matrix.md is not what the matrix says; make it anew: " + ANEW;
    private static final boolean WRITES = System.getProperty("hextet.docs", "").equals("write");

    private final MatrixDocument document = new MatrixDocument();

    private static final Path FILE = Path.of("..", "docs", "matrix.md");

    /** The file cut into three: what comes before the part about providers, that part, what comes after it. */
    private static List<String> parts() throws IOException {
        String text = Files.exists(FILE) ? Files.readString(FILE) : "";
        int from = text.indexOf(MatrixDocument.PROVIDERS);
        int to = text.indexOf(MatrixDocument.ROWS);
        return from < 0 || to < from
                ? List.of(text, "", "")
                : List.of(text.substring(0, from), text.substring(from, to), text.substring(to));
    }

    private static void write(String before, String providers, String after) throws IOException {
        if (WRITES) {
            Files.writeString(FILE, before + providers + after);
        }
    }

    @Test
    void the_rows_are_those_of_the_matrix() throws IOException {
        String providers = parts().get(1).isEmpty() ? MatrixDocument.PROVIDERS : parts().get(1);
        write(document.introduction(), providers, document.rows());

        assertEquals(document.introduction(), parts().get(0), STALE);
        assertEquals(document.rows(), parts().get(2), STALE);
    }

    @Test
    void the_providers_are_those_of_this_project_on_java_17() throws IOException {
        Assumptions.assumeTrue(Runtime.version().feature() == 17, "the document is about Java 17");
        List<Subject> subjects = Stream.concat(
                        Stream.of("nio", "epoll").map(Transport::named).map(Subject::of),
                        Stream.of("jdk", "dnsjava")
                                .map(Resolver::named)
                                .map(one -> Subject.of(Transport.named("nio"), one)))
                .toList();
        subjects.forEach(subject -> Assumptions.assumeTrue(
                subject.problem().isEmpty(), subject.problem().orElse("")));

        write(document.introduction(), document.providers(subjects), document.rows());
        assertEquals(document.providers(subjects), parts().get(1), STALE);
    }
}
