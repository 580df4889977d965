#include <new>
#include <cstdlib>
#include <unistd.h>
#include <sys/wait.h>
#include <string>
#include <vector>
int main() {
    int *a = new int(3); std::vector<std::string> v; for (int i = 0; i < 5; i++) v.push_back(std::string(30 + i, 'x'));
    char *b = new char[77]; void *al = ::operator new(100, std::align_val_t(64));
    if (fork() == 0) { delete[] b; void *p = malloc(33); free(p); delete a; return 0; }
    wait(nullptr); delete a; delete[] b; ::operator delete(al, std::align_val_t(64)); return 0;
}
