import org.jspecify.annotations.NullMarked;

/** Small programs, one idea each: to read, to run, to begin one's own with. */
@NullMarked
module org.hextet.examples {
    requires org.hextet.endpoints;
    requires org.slf4j;
    requires static org.jspecify;

    exports org.hextet.examples;
}
