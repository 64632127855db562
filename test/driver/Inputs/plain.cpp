#ifdef GPURT_PRELUDE_SEEN
#error the prelude is for CUDA only
#endif
int plain() { return 1; }
