module consumer {
    requires org.hextet.endpoints;
    requires org.hextet.tck;
}
