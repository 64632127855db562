// Stands in for libgpurt where a test only links.
extern "C" void __gpurt_check_link(const void *) {}
