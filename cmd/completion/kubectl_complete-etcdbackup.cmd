@echo off
kubectl-etcdbackup.exe __complete %*
