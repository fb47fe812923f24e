@echo off
setlocal
set "MAILFLOW_JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "MAILFLOW_JAVA=%JAVA_HOME%\bin\java.exe"
set "MAILFLOW_QUICK=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:InitialRAMPercentage=6 -Xshare:auto"
if "%~1"=="relay" set "MAILFLOW_QUICK=-XX:+UseParallelGC -Xms256m -Xmx1g -XX:+ExitOnOutOfMemoryError"
"%MAILFLOW_JAVA%" %MAILFLOW_QUICK% %MAILFLOW_JAVA_OPTIONS% -jar "%~dp0mailflow.jar" %*
exit /b %ERRORLEVEL%
