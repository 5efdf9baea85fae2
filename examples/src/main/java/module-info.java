import org.jspecify.annotations.NullMarked;

/** Small programs, one idea each: to read, to run, to begin one's own with. */
@NullMarked
@SuppressWarnings("requires-automatic") // Conscrypt
module org.hextet.examples {
    requires org.conscrypt;
    requires org.hextet.endpoints;
    requires org.slf4j;
    requires transitive org.hextet.policies;
    requires static org.jspecify;

    exports org.hextet.examples;
}
