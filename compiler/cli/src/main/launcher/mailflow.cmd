@echo off
setlocal
set "MAILFLOW_JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "MAILFLOW_JAVA=%JAVA_HOME%\bin\java.exe"
if "%~1"=="lsp" if not "%~2"=="--help" if not "%~2"=="-h" if exist "%~dp0mailflow-lsp.jar" goto lsp
set "MAILFLOW_QUICK=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:InitialRAMPercentage=6 -Xshare:auto"
if "%~1"=="relay" set "MAILFLOW_QUICK=-XX:+UseParallelGC -Xms256m -Xmx1g -XX:+ExitOnOutOfMemoryError"
"%MAILFLOW_JAVA%" %MAILFLOW_QUICK% %MAILFLOW_JAVA_OPTIONS% -jar "%~dp0mailflow.jar" %*
exit /b %ERRORLEVEL%
:lsp
"%MAILFLOW_JAVA%" -XX:+UseSerialGC -XX:InitialRAMPercentage=1 %MAILFLOW_JAVA_OPTIONS% -jar "%~dp0mailflow-lsp.jar"
exit /b %ERRORLEVEL%
